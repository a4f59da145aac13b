import type { BaseAnthropic } from '@anthropic-ai/sdk';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { BatchProgress } from '../../domain/run/batch.ts';
import type { SubmittedBatch } from '../../ports/batch-provider.ts';
import { ask, askFor } from '../shared/ask.ts';
import { answerOf, type BatchLine, type BatchProtocol, nameOf, placeIn } from '../shared/batch-protocol.ts';
import { classifyError } from '../shared/classify-http-failure.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { fromJsonLines } from '../shared/json-lines.ts';
import { Count, Text } from '../shared/reading.ts';
import { unlessGone } from '../shared/unless-gone.ts';

const Batch = z.looseObject({
  id: z.string().min(1),
  processing_status: z.string(),
  created_at: Text,
  ended_at: Text,
  request_counts: z
    .looseObject({ canceled: Count, errored: Count, expired: Count, processing: Count, succeeded: Count })
    .nullish()
    .catch(undefined),
});
type Batch = z.infer<typeof Batch>;
const Listing = z.looseObject({ data: z.array(Batch), has_more: z.boolean().nullish(), last_id: Text });

const Line = z.looseObject({
  custom_id: z.string(),
  result: z.looseObject({ type: z.string(), message: z.unknown().optional(), error: z.unknown().optional() }),
});

/** Batches of ours that are looked into at most when one is sought: each is a download. */
const mostLookedInto = 20;

/** Anthropic's Message Batches. */
export function anthropicBatches(client: (endpoint: Endpoint, via: Fetch) => BaseAnthropic): BatchProtocol {
  const root = '/v1/messages/batches';
  const once = { maxRetries: 0 };
  const pathOf = (id: string) => `${root}/${encodeURIComponent(id)}`;
  const linesOf = async ({ endpoint, id, key }: SubmittedBatch, options: ExchangeOptions) => {
    const results = `${pathOf(id)}/results`; // never the URL in the answer: a key goes along
    const { body } = await askFor((via) => client(endpoint, via).get(results, once).asResponse(), options);
    return fromJsonLines(body).flatMap((json) => lineOf(json, key));
  };

  return {
    limits: { requests: 100_000, bytes: 200_000_000 },

    async create({ endpoint, key, bodies }, options) {
      const requests = [...bodies].map(([place, params]) => ({ custom_id: nameOf(key, place), params }));
      const send = (via: Fetch) =>
        client(endpoint, via)
          .post(root, { body: { requests }, ...once })
          .asResponse();
      return (await ask(Batch, send, options)).id;
    },

    /**
     * A batch carries no name of ours, only its requests do, and those can be read once it has ended. One of as many
     * requests that has not ended may therefore be the one that is sought: until it has, nobody can say.
     */
    async find({ endpoint, api, key, requests, since }, options) {
      const alike: Batch[] = [];
      let after: string | undefined;
      do {
        const query = { limit: 100, ...(after === undefined ? {} : { after_id: after }) };
        const send = (via: Fetch) =>
          client(endpoint, via)
            .get(root, { query, ...once })
            .asResponse();
        const { data, has_more, last_id } = await ask(Listing, send, options);
        const isPast = ({ created_at }: Batch) => created_at != null && Date.parse(created_at) < since.getTime();
        alike.push(...data.filter((batch) => !isPast(batch) && requestsIn(batch) === requests));
        after = has_more === true && !data.some(isPast) ? (last_id ?? undefined) : undefined; // newest first
      } while (after !== undefined);
      const ended = alike.filter(({ processing_status }) => processing_status === 'ended');
      for (const { id } of ended.slice(0, mostLookedInto))
        if ((await linesOf({ endpoint, api, key, id }, options)).length > 0) return { id };
      return alike.length > Math.min(ended.length, mostLookedInto) ? 'unsure' : 'none';
    },

    async look({ endpoint, id }, options) {
      const send = (via: Fetch) => client(endpoint, via).get(pathOf(id), once).asResponse();
      return progressOf(await ask(Batch, send, options));
    },

    lines: linesOf,

    async cancel({ endpoint, id }, options) {
      await askFor(
        (via) =>
          client(endpoint, via)
            .post(`${pathOf(id)}/cancel`, once)
            .asResponse(),
        options,
      );
    },

    async forget({ endpoint, id }, options) {
      await unlessGone(askFor((via) => client(endpoint, via).delete(pathOf(id), once).asResponse(), options));
    },
  };
}

function requestsIn({ request_counts }: Batch): number {
  const { canceled, errored, expired, processing, succeeded } = request_counts ?? {};
  return [canceled, errored, expired, processing, succeeded].reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** Every request has a line of its own in the results, also one that was cancelled or that expired. */
function progressOf({ processing_status, ended_at }: Batch): BatchProgress {
  if (processing_status !== 'ended') return { kind: 'going' };
  return { kind: 'ended', failure: 'malformed-response', ...(ended_at == null ? {} : { at: new Date(ended_at) }) };
}

function lineOf(json: unknown, key: string): BatchLine[] {
  const { data: line } = Line.safeParse(json);
  const place = placeIn(line?.custom_id, key);
  if (line === undefined || place === undefined) return [];
  const { type, message, error } = line.result;
  if (type === 'succeeded') return [{ place, answer: answerOf(message) }];
  if (type === 'expired') return [{ place, failed: { error: 'timeout', failure: { code: type } } }];
  if (type === 'canceled') return [{ place, failed: { error: 'cancelled', failure: { code: type } } }];
  return [{ place, failed: classifyError(error, undefined) }];
}
