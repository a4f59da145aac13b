import { eventStream, json, type Protocol, pieces, type Said, secret } from './protocol.ts';

const identity = { model: 'pinned-2026-01-01', fingerprint: 'fp_44709d6fcb' };

/** OpenAI's Chat Completions. */
export const openaiChat: Protocol = {
  reasons: { stop: 'stop', tools: 'tool_calls', refused: 'stop' },
  identity,
  requestIdHeader: 'x-request-id',
  carries: new Set(['tools', 'refusals', 'logprobs', 'cached', 'reasoning', 'rate-limits', 'retry-after']),

  answer: (said) => json({ ...head('chat.completion'), choices: [choice(said)], ...usage(said), ...said.unknown }),

  stream: (said) =>
    eventStream([
      ...pieces(said.text ?? '').map((content) => chunk({ content })),
      ...(said.toolCalls ?? []).flatMap(({ id, name, arguments: args }, index) => [
        chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
        ...pieces(JSON.stringify(args)).map((part) =>
          chunk({ tool_calls: [{ index, function: { arguments: part } }] }),
        ),
      ]),
      chunk({}, finishReason(said)),
      { data: { ...head('chat.completion.chunk'), choices: [], ...usage(said) } },
      { data: '[DONE]' },
    ]),

  brokenStream: {
    answer: eventStream([chunk({ content: 'Yes' }), { data: { error: { type: 'server_error', message: secret } } }]),
    becomes: 'server-error',
  },

  failures: [
    ['rate-limited', error(429, 'rate_limit_exceeded')],
    ['quota-exceeded', error(429, 'insufficient_quota')],
    ['authentication', error(401, 'invalid_api_key')],
    ['permission-denied', error(403, 'unsupported_country_region_territory')],
    ['not-found', error(404, 'model_not_found')],
    ['invalid-request', error(400, 'context_length_exceeded')],
    ['server-error', error(500, 'server_error')],
    ['overloaded', error(503, 'engine_overloaded')],
  ],
};

function error(status: number, code: string) {
  return json({ error: { message: secret, type: 'invalid_request_error', param: null, code } }, status);
}

function head(object: string) {
  return {
    id: `chatcmpl-${Math.trunc(performance.now() * 1000)}`,
    object,
    created: 1_795_000_000,
    model: identity.model,
    system_fingerprint: identity.fingerprint,
    service_tier: 'default',
  };
}

function chunk(delta: object, finish_reason: string | null = null) {
  return { data: { ...head('chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason, logprobs: null }] } };
}

function finishReason({ toolCalls }: Said): string {
  return toolCalls === undefined ? 'stop' : 'tool_calls';
}

function choice(said: Said) {
  const tool_calls = said.toolCalls?.map(({ id, name, arguments: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
  const content = said.logprobs?.map(({ token, logprob, top }) => ({
    token,
    logprob,
    bytes: [...Buffer.from(token)],
    top_logprobs: top.map(([other, of]) => ({ token: other, logprob: of, bytes: [] })),
  }));
  return {
    index: 0,
    message: {
      role: 'assistant',
      content: said.text ?? null,
      refusal: said.refusal ?? null,
      annotations: [],
      ...(tool_calls === undefined ? {} : { tool_calls }),
    },
    finish_reason: finishReason(said),
    logprobs: content === undefined ? null : { content, refusal: null },
  };
}

function usage({ usage: counted }: Said) {
  if (counted === undefined) return {};
  const { input, output, cached = 0, reasoning = 0 } = counted;
  return {
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: reasoning, accepted_prediction_tokens: 0 },
    },
  };
}
