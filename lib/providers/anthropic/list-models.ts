import type { BaseAnthropic } from '@anthropic-ai/sdk';
import * as z from 'zod';
import type { ListedModel } from '../../domain/endpoint/model-offer.ts';
import { ask } from '../shared/ask.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { omitUnsaid, Text } from '../shared/reading.ts';

const Listing = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), lifecycle: Text, retires_at: Text })),
  has_more: z.boolean().nullish(),
  last_id: Text,
});

/** Every model that Anthropic lists, with its stage of life and, where it is scheduled, the day of its retirement. */
export async function anthropicModels(
  client: (fetch: Fetch) => BaseAnthropic,
  options: ExchangeOptions,
): Promise<ListedModel[]> {
  const listed: ListedModel[] = [];
  let after: string | null | undefined;
  do {
    const query = { limit: 1000, ...(after == null ? {} : { after_id: after }) };
    const { data, has_more, last_id } = await ask(
      Listing,
      (fetch) => client(fetch).get('/v1/models', { query, maxRetries: 0 }).asResponse(),
      options,
    );
    for (const { id, lifecycle, retires_at } of data)
      listed.push({ id, ...omitUnsaid<Omit<ListedModel, 'id'>>({ lifecycle, retiresAt: retires_at }) });
    after = has_more === true ? last_id : undefined;
  } while (after != null);
  return listed;
}
