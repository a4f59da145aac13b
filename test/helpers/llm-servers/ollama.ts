import { json, type Protocol, pieces, type Said, secret } from './protocol.ts';

const digest = 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72';

/** Ollama's own chat. */
export const ollamaChat: Protocol = {
  reasons: { stop: 'stop', tools: 'stop' },
  identity: { model: 'pinned-1', fingerprint: digest },
  carries: new Set(['tools', 'logprobs']),

  answer: (said) => json({ ...head(), message: message(said), ...logprobs(said), ...end(said) }),

  stream: (said) => {
    const lines = [
      ...pieces(said.text ?? '').map((content) => ({
        ...head(),
        message: { role: 'assistant', content },
        done: false,
      })),
      { ...head(), message: { ...message(said), content: '' }, ...end(said) },
    ];
    return ndjson(lines);
  },

  brokenStream: {
    answer: ndjson([{ ...head(), message: { role: 'assistant', content: 'Yes' }, done: false }, { error: secret }]),
    becomes: 'server-error',
  },

  failures: [
    ['not-found', error(404)],
    ['invalid-request', error(400)],
    ['authentication', error(401)],
    ['permission-denied', error(403)],
    ['rate-limited', error(429)],
    ['overloaded', error(503)],
    ['server-error', error(500)],
  ],

  aside: (method, path) => {
    if (method !== 'GET') return undefined;
    if (path === '/api/version') return json({ version: '0.14.2' });
    if (path !== '/api/tags') return undefined;
    const details = { format: 'gguf', family: 'llama', parameter_size: '3.2B', quantization_level: 'Q4_K_M' };
    return json({
      models: [
        { name: 'another:latest', model: 'another:latest', digest: '0'.repeat(64), details },
        { name: 'pinned-1:latest', model: 'pinned-1:latest', modified_at: '2026-10-01T00:00:00Z', digest, details },
      ],
    });
  },
};

function ndjson(lines: readonly object[]) {
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return { headers: { 'content-type': 'application/x-ndjson' }, body };
}

function error(status: number) {
  return json({ error: secret }, status);
}

function head() {
  return { model: 'pinned-1', created_at: '2026-11-22T09:00:00.123456Z' };
}

function message({ text = '', toolCalls }: Said) {
  const tool_calls = toolCalls?.map(({ id, name, arguments: args }) => ({ id, function: { name, arguments: args } }));
  return { role: 'assistant', content: text, ...(tool_calls === undefined ? {} : { tool_calls }) };
}

function logprobs(said: Said) {
  if (said.logprobs === undefined) return {};
  return {
    logprobs: said.logprobs.map(({ token, logprob, top }) => ({
      token,
      logprob,
      top_logprobs: top.map(([other, of]) => ({ token: other, logprob: of })),
    })),
  };
}

function end({ usage, unknown }: Said) {
  const counts = usage === undefined ? {} : { prompt_eval_count: usage.input, eval_count: usage.output };
  const durations = { total_duration: 4_883_583_458, load_duration: 1_334_875, prompt_eval_duration: 342_546_000 };
  return { done: true, done_reason: 'stop', ...durations, ...counts, eval_duration: 4_535_599_000, ...unknown };
}
