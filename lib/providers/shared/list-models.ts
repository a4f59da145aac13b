import * as z from 'zod';
import { CallError } from '../../domain/errors.ts';
import type { ListedModel } from '../../usecases/ports.ts';
import { classifyHttpFailure } from './classify-http-failure.ts';
import { type ExchangeOptions, exchange, type Fetch } from './exchange.ts';
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
  const made = await exchange(send, options);
  if (!('answer' in made)) throw new CallError(made.error);
  const { answer } = made;
  if (answer.status < 200 || answer.status >= 300) throw new CallError(classifyHttpFailure(answer));
  const listing = Listing.safeParse(jsonOf(answer.body)).data;
  if (listing === undefined) throw new CallError('malformed-response');
  return listing.data.map(({ id, shutdown_date }) => ({
    id,
    ...(shutdown_date == null ? {} : { retiresAt: shutdown_date }),
  }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
