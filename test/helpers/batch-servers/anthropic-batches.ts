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

const root = '/v1/messages/batches';

/** Anthropic's Message Batches: requests and results inside the calls; a batch has no name but the provider's. */
export const anthropicBatchServer: BatchSpeech = {
  isHandingIn: ({ method, path }) => method === 'POST' && path === root,

  answer({ method, path, body }, state) {
    const [route = '', query = ''] = path.split('?');
    if (method === 'POST' && route === root) {
      const requests = (JSON.parse(body).requests as { custom_id: string; params: Lying['body'] }[]).map(
        ({ custom_id: name, params }): Lying => ({ name, body: params }),
      );
      if (requests.some(({ name }) => !/^[a-zA-Z0-9_-]{1,64}$/.test(name)))
        return json({ type: 'error', error: { type: 'invalid_request_error' } }, 400);
      const batch: Kept = { id: `msgbatch_${state.batches.length + 1}`, requests, madeAt: state.now(), state: 'going' };
      state.batches.push(batch);
      state.files.set(batch.id, 'kept');
      return json(shown(batch, state));
    }
    if (method === 'GET' && route === root) {
      const after = new URLSearchParams(query).get('after_id');
      const newestFirst = state.batches.filter(({ id }) => state.files.has(id)).reverse();
      const from = after === null ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
      const data = newestFirst.slice(from, from + 2).map((batch) => shown(batch, state));
      return json({
        data,
        has_more: from + 2 < newestFirst.length,
        first_id: data[0]?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
      });
    }
    const [, id = '', action] = /^\/v1\/messages\/batches\/([^/]+)(?:\/(cancel|results))?$/.exec(route) ?? [];
    const batch = state.batches.find((one) => one.id === id && state.files.has(id));
    if (batch === undefined) return undefined;
    if (action === 'results')
      return batch.state === 'going'
        ? undefined
        : jsonLines(linesOf(batch, state, (request, fate) => lineOf(request, fate, batch)));
    if (action === 'cancel' && batch.state === 'going') batch.state = 'cancelled';
    if (method === 'DELETE' && batch.state === 'going')
      return json({ type: 'error', error: { type: 'invalid_request_error' } }, 400);
    if (method === 'DELETE') state.files.delete(id);
    return json(shown(batch, state));
  },
};

function shown(batch: Kept, { now }: ServerState) {
  const none = { canceled: 0, errored: 0, expired: 0, processing: 0, succeeded: 0 };
  const isGoing = batch.state === 'going';
  return {
    id: batch.id,
    type: 'message_batch',
    processing_status: isGoing ? 'in_progress' : 'ended',
    request_counts: { ...none, [isGoing ? 'processing' : 'succeeded']: batch.requests.length },
    created_at: batch.madeAt.toISOString(),
    ended_at: isGoing ? null : now().toISOString(),
    results_url: isGoing ? null : `https://elsewhere.invalid/${batch.id}`,
  };
}

function lineOf({ name: custom_id, body }: Lying, given: Fate, { state }: Kept) {
  const fate = state === 'ended' || given === 'refused' ? given : state === 'cancelled' ? 'cancelled' : 'expired';
  if (fate === 'expired') return { custom_id, result: { type: 'expired' } };
  if (fate === 'cancelled') return { custom_id, result: { type: 'canceled' } };
  const type = { refused: 'invalid_request_error', overloaded: 'overloaded_error' }[fate as string];
  if (type !== undefined)
    return {
      custom_id,
      result: { type: 'errored', error: { type: 'error', error: { type, message: 'repeats the prompt' } } },
    };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: `${body.model}-2026`,
    content: [{ type: 'text', text: saidTo(body) }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 10, output_tokens: 5, service_tier: 'batch' },
  };
  return { custom_id, result: { type: 'succeeded', message } };
}
