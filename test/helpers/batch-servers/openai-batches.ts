import type { Arrived } from '../llm-servers/loopback-server.ts';
import {
  type BatchSpeech,
  type Fate,
  json,
  jsonLines,
  type Kept,
  type Lying,
  linesOf,
  type ServerState,
  saidTo,
} from './batch-server.ts';

/** OpenAI's Batch API: a file goes up, a batch is made of it, files of answers and of errors come down. */
export const openaiBatchServer: BatchSpeech = {
  isHandingIn: ({ method, path }) => method === 'POST' && path.split('?')[0] === '/v1/batches',

  answer(request, state) {
    const { method, path } = request;
    const [route = '', query = ''] = path.split('?');
    if (method === 'POST' && route === '/v1/files') return upload(request, state);
    if (method === 'POST' && route === '/v1/batches') return make(request, state);
    if (method === 'GET' && route === '/v1/batches') return list(query, state);
    const [, id = '', action] = /^\/v1\/batches\/([^/]+)(\/cancel)?$/.exec(route) ?? [];
    const batch = state.batches.find((one) => one.id === id);
    if (batch !== undefined) {
      if (action !== undefined && batch.state === 'going') batch.state = 'cancelled';
      return json(shown(batch, state));
    }
    const [, file = '', content] = /^\/v1\/files\/([^/]+)(\/content)?$/.exec(route) ?? [];
    if (method === 'DELETE' && state.files.delete(file)) return json({ id: file, object: 'file', deleted: true });
    const text = state.files.get(file);
    return method === 'GET' && content !== undefined && text !== undefined ? { body: text } : undefined;
  },
};

const details = new WeakMap<Kept, { readonly input: string; readonly metadata: unknown; readonly endpoint: string }>();

function upload({ headers, body }: Arrived, { files }: ServerState) {
  const boundary = /boundary=([^;]+)/.exec(headers.get('content-type') ?? '')?.[1] ?? 'none';
  const parts = body.split(`--${boundary}`).map((part) => part.split('\r\n\r\n'));
  const fieldOf = (name: string) => parts.find(([head]) => head?.includes(`name="${name}"`))?.[1]?.trimEnd();
  const text = fieldOf('file');
  if (fieldOf('purpose') !== 'batch' || text === undefined) return json({ error: { code: 'invalid_purpose' } }, 400);
  const id = `file-in-${files.size}`;
  files.set(id, text);
  return json({ id, object: 'file', purpose: 'batch', bytes: text.length });
}

function make({ body }: Arrived, state: ServerState) {
  const { input_file_id: input, endpoint, completion_window, metadata } = JSON.parse(body);
  const text = state.files.get(input);
  if (text === undefined || completion_window !== '24h') return json({ error: { code: 'invalid_request_error' } }, 400);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  if (lines.some(({ url, method }) => url !== endpoint || method !== 'POST'))
    return json({ error: { code: 'mismatched_endpoint' } }, 400);
  const requests = lines.map(({ custom_id, body: asked }): Lying => ({ name: custom_id, body: asked }));
  const batch: Kept = { id: `batch_${state.batches.length + 1}`, requests, madeAt: state.now(), state: 'going' };
  details.set(batch, { input, metadata, endpoint });
  state.batches.push(batch);
  return json(shown(batch, state));
}

function list(query: string, state: ServerState) {
  const after = new URLSearchParams(query).get('after');
  const newestFirst = state.batches.toReversed();
  const from = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  const data = newestFirst.slice(from, from + 2); // small pages, so that there are several
  return json({
    object: 'list',
    data: data.map((batch) => shown(batch, state)),
    has_more: from + 2 < newestFirst.length,
  });
}

function shown(batch: Kept, state: ServerState) {
  const { input, metadata, endpoint } = details.get(batch) as { input: string; metadata: unknown; endpoint: string };
  const created_at = Math.floor(batch.madeAt.getTime() / 1000);
  const base = {
    id: batch.id,
    object: 'batch',
    endpoint,
    input_file_id: input,
    completion_window: '24h',
    created_at,
    metadata,
  };
  switch (batch.state) {
    case 'going':
      return { ...base, status: 'in_progress', output_file_id: null, error_file_id: null };
    case 'failed':
      return {
        ...base,
        status: 'failed',
        failed_at: created_at + 5,
        errors: { data: [{ code: 'invalid_json_line', message: 'a prompt' }] },
      };
    default: {
      const [answers, errors] = [`${batch.id}-output`, `${batch.id}-errors`];
      if (!state.files.has(answers)) writeFiles(batch, state, answers, errors);
      const status = batch.state === 'ended' ? 'completed' : batch.state;
      const at = { completed: 'completed_at', expired: 'expired_at', cancelled: 'cancelled_at' }[status];
      return { ...base, status, [at]: created_at + 3600, output_file_id: answers, error_file_id: errors };
    }
  }
}

function writeFiles(batch: Kept, state: ServerState, answers: string, errors: string) {
  const lines = linesOf(batch, state, (request, fate) => ({
    isAnswer: fate === 'answered' || fate === 'twice',
    line: lineOf(request, fate),
  }));
  const text = (isAnswer: boolean) =>
    jsonLines(lines.filter((one) => one.isAnswer === isAnswer).map(({ line }) => line)).body as string;
  state.files.set(answers, text(true));
  state.files.set(errors, text(false));
}

function lineOf({ name: custom_id, body }: Lying, fate: Fate) {
  const code = { expired: 'batch_expired', cancelled: 'batch_cancelled' }[fate as string];
  if (code !== undefined)
    return { id: 'batch_req_1', custom_id, response: null, error: { code, message: 'not executed' } };
  const status = { refused: 400, overloaded: 503 }[fate as string] ?? 200;
  const failed = {
    error: {
      message: 'repeats the prompt',
      type: 'invalid_request_error',
      code: status === 400 ? 'context_length_exceeded' : 'overloaded',
    },
  };
  const content = saidTo(body);
  const answer = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: `${body.model}-2026`,
    service_tier: 'default',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
  return {
    id: 'batch_req_1',
    custom_id,
    response: { status_code: status, request_id: `req-${custom_id}`, body: status === 200 ? answer : failed },
    error: null,
  };
}
