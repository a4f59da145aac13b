import { eventStream, json, type Protocol, pieces, type Said, secret } from './protocol.ts';

/** OpenAI's Responses. */
export const openaiResponses: Protocol = {
  reasons: { stop: 'completed', tools: 'completed', refused: 'completed' },
  identity: { model: 'pinned-2026-01-01' },
  requestIdHeader: 'x-request-id',
  carries: new Set(['tools', 'refusals', 'logprobs', 'cached', 'reasoning', 'rate-limits', 'retry-after']),

  answer: (said) => json(response(said)),

  stream: (said) =>
    eventStream([
      event('response.created', { response: { ...response({}), status: 'in_progress', output: [] } }),
      ...pieces(said.text ?? '').map((delta) => event('response.output_text.delta', { item_id: 'msg_1', delta })),
      event('response.completed', { response: response(said) }),
    ]),

  brokenStream: {
    answer: eventStream([
      event('response.created', { response: { ...response({}), status: 'in_progress' } }),
      event('error', { code: 'rate_limit_exceeded', message: secret, param: null }),
    ]),
    becomes: 'rate-limited',
  },

  failures: [
    ['rate-limited', error(429, 'rate_limit_exceeded')],
    ['quota-exceeded', error(429, 'insufficient_quota')],
    ['authentication', error(401, 'invalid_api_key')],
    ['permission-denied', error(403, 'unsupported_country_region_territory')],
    ['not-found', error(404, 'model_not_found')],
    ['invalid-request', error(400, 'unsupported_parameter')],
    ['server-error', error(500, 'server_error')],
    ['overloaded', error(503, 'engine_overloaded')],
    // A response that failed after it had begun is answered with 200.
    ['server-error', json({ ...response({}), status: 'failed', error: { code: 'server_error', message: secret } })],
    [
      'rate-limited',
      json({ ...response({}), status: 'failed', error: { code: 'rate_limit_exceeded', message: secret } }),
    ],
  ],
};

function error(status: number, code: string) {
  return json({ error: { message: secret, type: 'invalid_request_error', param: null, code } }, status);
}

function event(type: string, data: object) {
  return { event: type, data: { type, sequence_number: 0, ...data } };
}

function response(said: Said) {
  return {
    id: 'resp_67ccd2bed1ec8190',
    object: 'response',
    created_at: 1_795_000_000,
    completed_at: 1_795_000_001,
    status: 'completed',
    background: false,
    billing: { payer: 'developer' },
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    model: 'pinned-2026-01-01',
    output: output(said),
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: 'medium', summary: null },
    service_tier: 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    ...usage(said),
    user: null,
    metadata: {},
    ...said.unknown,
  };
}

function output(said: Said): object[] {
  const items: object[] = [{ type: 'reasoning', id: 'rs_1', summary: [] }];
  if (said.refusal !== undefined) items.push(message({ type: 'refusal', refusal: said.refusal }));
  if (said.text !== undefined) {
    const logprobs = (said.logprobs ?? []).map(({ token, logprob, top }) => ({
      token,
      logprob,
      bytes: [...Buffer.from(token)],
      top_logprobs: top.map(([other, of]) => ({ token: other, logprob: of, bytes: [] })),
    }));
    items.push(message({ type: 'output_text', text: said.text, annotations: [], logprobs }));
  }
  for (const { id, name, arguments: args } of said.toolCalls ?? [])
    items.push({
      type: 'function_call',
      id: `fc_${id}`,
      call_id: id,
      name,
      arguments: JSON.stringify(args),
      status: 'completed',
    });
  return items;
}

function message(content: object): object {
  return { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [content] };
}

function usage({ usage: counted }: Said) {
  if (counted === undefined) return {};
  const { input, output: out, cached = 0, reasoning = 0 } = counted;
  return {
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: out,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + out,
    },
  };
}
