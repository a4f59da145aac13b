import type { GoogleGenAI } from '@google/genai';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { BatchProgress } from '../../domain/run/batch.ts';
import type { FailureClass } from '../../domain/run/completion.ts';
import type { SubmittedBatch } from '../../ports/batch-provider.ts';
import { ask, askFor } from '../shared/ask.ts';
import { answerOf, type BatchLine, type BatchProtocol, nameOf, placeIn } from '../shared/batch-protocol.ts';
import { classifyError } from '../shared/classify-http-failure.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { Text } from '../shared/reading.ts';
import { unlessGone } from '../shared/unless-gone.ts';

const Answers = z.looseObject({
  inlinedResponses: z.looseObject({ inlinedResponses: z.array(z.unknown()).nullish() }).nullish(),
});
const Operation = z.looseObject({
  name: z.string().min(1),
  metadata: z
    .looseObject({ displayName: Text, state: Text, createTime: Text, endTime: Text, output: Answers.nullish() })
    .nullish(),
  response: Answers.nullish(),
});
type Operation = z.infer<typeof Operation>;
const Listing = z.looseObject({ operations: z.array(Operation).nullish(), nextPageToken: Text });

const Line = z.looseObject({
  metadata: z.looseObject({ key: z.string() }),
  response: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** Batch mode of the Gemini API, with requests and answers inside the calls themselves. */
export function geminiBatches(client: (endpoint: Endpoint) => GoogleGenAI): BatchProtocol {
  const get = ({ endpoint, id: name }: SubmittedBatch, options: ExchangeOptions) =>
    ask(Operation, (fetch) => client(endpoint).batches.get({ name, config: { httpOptions: { fetch } } }), options);

  return {
    limits: { requests: 10_000, bytes: 15_000_000 }, // a call takes 20 MB

    async create({ endpoint, key, bodies }, options) {
      const requests = [...bodies].map(([place, request]) => ({ request, metadata: { key: nameOf(key, place) } }));
      const batch = { displayName: key, inputConfig: { requests: { requests } } };
      const asked = { model: endpoint.model, src: [{ contents: 'replaced by the exact body' }] };
      const send = (fetch: Fetch) => client(endpoint).batches.create({ ...asked, config: { httpOptions: { fetch } } });
      return (await ask(Operation, send, { ...options, body: JSON.stringify({ batch }) })).name;
    },

    async find({ endpoint, key, since }, options) {
      let pageToken: string | undefined;
      do {
        const page = { pageSize: 100, ...(pageToken === undefined ? {} : { pageToken }) };
        const send = (fetch: Fetch) => client(endpoint).batches.list({ config: { ...page, httpOptions: { fetch } } });
        const { operations, nextPageToken } = await ask(Listing, send, options);
        const found = operations?.find(({ metadata }) => metadata?.displayName === key);
        if (found !== undefined) return { id: found.name };
        const isPast = operations?.some(
          ({ metadata }) => metadata?.createTime != null && Date.parse(metadata.createTime) < since.getTime(),
        );
        pageToken = isPast === true || nextPageToken === '' ? undefined : (nextPageToken ?? undefined); // newest first
      } while (pageToken !== undefined);
      return 'none';
    },

    look: async (batch, options) => progressOf(await get(batch, options)),

    async lines(batch, options) {
      const { response, metadata } = await get(batch, options);
      const answers = response?.inlinedResponses ?? metadata?.output?.inlinedResponses;
      return (answers?.inlinedResponses ?? []).flatMap((json) => lineOf(json, batch.key));
    },

    async cancel({ endpoint, id: name }, options) {
      await askFor((fetch) => client(endpoint).batches.cancel({ name, config: { httpOptions: { fetch } } }), options);
    },

    async forget({ endpoint, id: name }, options) {
      const remove = (fetch: Fetch) => client(endpoint).batches.delete({ name, config: { httpOptions: { fetch } } });
      await unlessGone(askFor(remove, options));
    },
  };
}

/** `BATCH_STATE_SUCCEEDED` here and `JOB_STATE_SUCCEEDED` there. */
const failures: { readonly [state: string]: FailureClass } = {
  SUCCEEDED: 'malformed-response',
  PARTIALLY_SUCCEEDED: 'malformed-response',
  FAILED: 'server-error',
  CANCELLED: 'cancelled',
  EXPIRED: 'timeout',
};

function progressOf({ metadata }: Operation): BatchProgress {
  const failure = failures[metadata?.state?.replace(/^(?:BATCH|JOB)_STATE_/, '') ?? ''];
  if (failure === undefined) return { kind: 'going' };
  const { endTime } = metadata ?? {};
  return { kind: 'ended', failure, ...(endTime == null ? {} : { at: new Date(endTime) }) };
}

function lineOf(json: unknown, key: string): BatchLine[] {
  const { data: line } = Line.safeParse(json);
  const place = placeIn(line?.metadata.key, key);
  if (line === undefined || place === undefined) return [];
  if (line.error != null) return [{ place, failed: classifyError({ error: line.error }, undefined) }];
  return [{ place, answer: answerOf(line.response) }];
}
