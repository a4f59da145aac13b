import {
  type BatchSpeech,
  type Fate,
  json,
  type Kept,
  type Lying,
  linesOf,
  type ServerState,
  saidTo,
} from './batch-server.ts';

const names = new WeakMap<Kept, string>();

/** Batch mode of the Gemini API, with requests and answers inside the calls. */
export const geminiBatchServer: BatchSpeech = {
  isHandingIn: ({ method, path }) => method === 'POST' && path.endsWith(':batchGenerateContent'),

  answer({ method, path, body }, state) {
    const [route = '', query = ''] = path.split('?');
    const [, model] = /^\/v1beta\/models\/([^:]+):batchGenerateContent$/.exec(route) ?? [];
    if (method === 'POST' && model !== undefined) {
      const { displayName, inputConfig } = JSON.parse(body).batch;
      const listed = inputConfig.requests.requests as { request: Lying['body']; metadata: { key: string } }[];
      const requests = listed.map(
        ({ request, metadata }): Lying => ({ name: metadata.key, body: { ...request, model } }),
      );
      const batch: Kept = { id: `batches/b${state.batches.length + 1}`, requests, madeAt: state.now(), state: 'going' };
      names.set(batch, displayName);
      state.batches.push(batch);
      state.files.set(batch.id, 'kept');
      return json(shown(batch, state));
    }
    if (method === 'GET' && route === '/v1beta/batches') {
      const from = Number(new URLSearchParams(query).get('pageToken') ?? 0);
      const newestFirst = state.batches.toReversed();
      const next = from + 2 < newestFirst.length ? { nextPageToken: String(from + 2) } : {};
      return json({ operations: newestFirst.slice(from, from + 2).map((batch) => shown(batch, state)), ...next });
    }
    const [, id = '', action] = /^\/v1beta\/(batches\/[^/:]+)(:cancel)?$/.exec(route) ?? [];
    const batch = state.batches.find((one) => one.id === id && state.files.has(id));
    if (batch === undefined) return undefined;
    if (action !== undefined && batch.state === 'going') batch.state = 'cancelled';
    if (method === 'DELETE') state.files.delete(id);
    return json(action === undefined && method === 'GET' ? shown(batch, state) : {});
  },
};

const states = { going: 'RUNNING', ended: 'SUCCEEDED', expired: 'EXPIRED', cancelled: 'CANCELLED', failed: 'FAILED' };

function shown(batch: Kept, state: ServerState) {
  const metadata = {
    '@type': 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch',
    displayName: names.get(batch),
    state: `BATCH_STATE_${states[batch.state]}`,
    createTime: batch.madeAt.toISOString(),
    ...(batch.state === 'going' ? {} : { endTime: state.now().toISOString() }),
  };
  if (batch.state !== 'ended') return { name: batch.id, metadata };
  const inlinedResponses = linesOf(batch, state, lineOf);
  return { name: batch.id, metadata, done: true, response: { inlinedResponses: { inlinedResponses } } };
}

function lineOf({ name: key, body }: Lying, fate: Fate) {
  const error = {
    refused: { code: 3, status: 'INVALID_ARGUMENT', message: 'repeats the prompt' },
    overloaded: { code: 14, status: 'UNAVAILABLE', message: 'repeats the prompt' },
    expired: { code: 4, status: 'DEADLINE_EXCEEDED', message: 'expired' },
    cancelled: { code: 1, status: 'CANCELLED', message: 'cancelled' },
  }[fate as string];
  if (error !== undefined) return { metadata: { key }, error };
  const response = {
    modelVersion: `${body.model}-2026`,
    candidates: [{ content: { role: 'model', parts: [{ text: saidTo(body) }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
  };
  return { metadata: { key }, response };
}
