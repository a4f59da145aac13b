import * as z from 'zod';
import type { ListedModel } from '../../domain/endpoint/model-offer.ts';
import { ask } from './ask.ts';
import type { ExchangeOptions, Fetch } from './exchange.ts';
import { Text } from './reading.ts';

/** The list of models as OpenAI and those who speak like it give it. */
const Listing = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), shutdown_date: Text })),
});

/**
 * Asks an OpenAI-compatible server for its models.
 *
 * @throws {CallError} if it cannot be reached, refuses, or answers with something else.
 */
export async function listModels(
  send: (fetch: Fetch) => Promise<unknown>,
  options: ExchangeOptions,
): Promise<ListedModel[]> {
  const { data } = await ask(Listing, send, options);
  return data.map(({ id, shutdown_date }) => ({
    id,
    ...(shutdown_date == null ? {} : { retiresAt: shutdown_date }),
  }));
}
