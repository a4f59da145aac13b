import type OpenAI from 'openai';
import * as z from 'zod';
import type { Api } from '../../domain/endpoint/api.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { BatchProgress } from '../../domain/run/batch.ts';
import type { FailureClass } from '../../domain/run/completion.ts';
import type { SubmittedBatch } from '../../ports/batch-provider.ts';
import { ask, askFor } from '../shared/ask.ts';
import { answerOf, type BatchLine, type BatchProtocol, nameOf, placeIn } from '../shared/batch-protocol.ts';
import { classifyError } from '../shared/classify-http-failure.ts';
import type { ExchangeOptions, Fetch } from '../shared/exchange.ts';
import { fromJsonLines, toJsonLines } from '../shared/json-lines.ts';
import { Text } from '../shared/reading.ts';
import { unlessGone } from '../shared/unless-gone.ts';

const paths: { readonly [api in Api]?: '/v1/chat/completions' | '/v1/responses' } = {
  'openai.chat': '/v1/chat/completions',
  'openai.responses': '/v1/responses',
};

const File = z.looseObject({ id: z.string().min(1) });
const Seconds = z.number().nullish().catch(undefined);
const Batch = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  created_at: Seconds,
  completed_at: Seconds,
  expired_at: Seconds,
  cancelled_at: Seconds,
  failed_at: Seconds,
  input_file_id: Text,
  output_file_id: Text,
  error_file_id: Text,
  metadata: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  errors: z
    .looseObject({ data: z.array(z.looseObject({ code: Text })).nullish() })
    .nullish()
    .catch(undefined),
});
type Batch = z.infer<typeof Batch>;
const Listing = z.looseObject({ data: z.array(Batch), has_more: z.boolean().nullish() });

const Line = z.looseObject({
  custom_id: z.string(),
  response: z.looseObject({ status_code: z.int(), request_id: Text, body: z.unknown().optional() }).nullish(),
  error: z.looseObject({ code: Text }).nullish(),
});

/** Files at OpenAI go with their batch, and if that is forgotten, by themselves after so many seconds. */
const fileLifeSeconds = 7 * 86_400;

/** Name under which a batch carries its key. */
const keyName = 'pinwatch_batch';

/** The Batch API of OpenAI: a file of requests goes up, files of answers and of errors come down. */
export function openaiBatches(client: (endpoint: Endpoint, via: Fetch) => OpenAI): BatchProtocol {
  const send =
    (endpoint: Endpoint, method: 'get' | 'post' | 'delete', path: string, options: object = {}) =>
    (via: Fetch) =>
      client(endpoint, via)
        [method](path, { ...options, maxRetries: 0 })
        .asResponse();
  const get = ({ endpoint, id }: SubmittedBatch, options: ExchangeOptions) =>
    ask(Batch, send(endpoint, 'get', pathOf(id)), options);

  return {
    limits: { requests: 50_000, bytes: 150_000_000 },

    async create({ endpoint, api, key, bodies }, options) {
      const url = paths[api];
      const lines = [...bodies].map(([place, body]) => ({ custom_id: nameOf(key, place), method: 'POST', url, body }));
      const file = await ask(
        File,
        send(endpoint, 'post', '/files', { body: upload(toJsonLines(lines), key) }),
        options,
      );
      const body = { input_file_id: file.id, endpoint: url, completion_window: '24h', metadata: { [keyName]: key } };
      return (await ask(Batch, send(endpoint, 'post', '/batches', { body }), options)).id;
    },

    async find({ endpoint, key, since }, options) {
      let after: string | undefined;
      do {
        const query = { limit: 100, ...(after === undefined ? {} : { after }) };
        const { data, has_more } = await ask(Listing, send(endpoint, 'get', '/batches', { query }), options);
        const found = data.find(({ metadata }) => metadata?.[keyName] === key);
        if (found !== undefined) return { id: found.id };
        const isPast = data.some(({ created_at }) => created_at != null && created_at * 1000 < since.getTime());
        after = has_more === true && !isPast ? data.at(-1)?.id : undefined; // newest first
      } while (after !== undefined);
      return 'none';
    },

    look: async (batch, options) => progressOf(await get(batch, options)),

    async lines(batch, options) {
      const { output_file_id, error_file_id } = await get(batch, options);
      const lines: BatchLine[] = [];
      for (const id of idsIn([output_file_id, error_file_id])) {
        const { body } = await askFor(send(batch.endpoint, 'get', `${filePath(id)}/content`), options);
        lines.push(...fromJsonLines(body).flatMap((json) => lineOf(json, batch.key)));
      }
      return lines;
    },

    async cancel({ endpoint, id }, options) {
      await askFor(send(endpoint, 'post', `${pathOf(id)}/cancel`), options);
    },

    async forget(batch, options) {
      const { input_file_id, output_file_id, error_file_id } = await get(batch, options);
      for (const id of idsIn([input_file_id, output_file_id, error_file_id]))
        await unlessGone(askFor(send(batch.endpoint, 'delete', filePath(id)), options));
    },
  };
}

const pathOf = (id: string) => `/batches/${encodeURIComponent(id)}`;
const filePath = (id: string) => `/files/${encodeURIComponent(id)}`;

function idsIn(ids: readonly (string | null | undefined)[]): string[] {
  return ids.filter((id) => id != null && id !== '') as string[];
}

/** A file as a form. The client's own way makes a request of its own first, to try what `fetch` can do. */
function upload(text: string, key: string): FormData {
  const form = new FormData();
  form.append('purpose', 'batch');
  form.append('expires_after[anchor]', 'created_at');
  form.append('expires_after[seconds]', String(fileLifeSeconds));
  form.append('file', new Blob([text], { type: 'application/jsonl' }), `${key}.jsonl`);
  return form;
}

function progressOf({ status, ...batch }: Batch): BatchProgress {
  const ended = (at: number | null | undefined, failure: FailureClass): BatchProgress => ({
    kind: 'ended',
    failure,
    ...(at == null ? {} : { at: new Date(at * 1000) }),
  });
  switch (status) {
    case 'completed':
      return ended(batch.completed_at, 'malformed-response');
    case 'expired':
      return ended(batch.expired_at, 'timeout');
    case 'cancelled':
      return ended(batch.cancelled_at, 'cancelled');
    case 'failed':
      return ended(batch.failed_at, refusalOf(batch.errors?.data?.[0]?.code));
    default:
      return { kind: 'going' };
  }
}

/** Why a batch was refused after it had been taken: its file was looked through, or the account's queue was full. */
function refusalOf(code: string | null | undefined): FailureClass {
  if (code === 'token_limit_exceeded') return 'rate-limited';
  return code == null
    ? 'invalid-request'
    : classifyError({ error: { code } }, { status: 400, headers: new Headers() }).error;
}

function lineOf(json: unknown, key: string): BatchLine[] {
  const { data: line } = Line.safeParse(json);
  const place = placeIn(line?.custom_id, key);
  if (line === undefined || place === undefined) return [];
  const { response, error } = line;
  if (response != null)
    return [
      { place, requestId: response.request_id ?? undefined, answer: answerOf(response.body, response.status_code) },
    ];
  if (error?.code === 'batch_expired') return [{ place, failed: { error: 'timeout', failure: { code: error.code } } }];
  if (error?.code === 'batch_cancelled')
    return [{ place, failed: { error: 'cancelled', failure: { code: error.code } } }];
  return [{ place, failed: classifyError({ error }, undefined) }];
}
