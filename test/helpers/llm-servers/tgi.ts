import { json, type Protocol, type Said, secret } from './protocol.ts';

const sha = '0e9e39f249a16976918f6564b8830bc894c89659';

/** Text Generation Inference's `/generate`. */
export const tgiGenerate: Protocol = {
  reasons: { stop: 'eos_token' },
  identity: { model: 'pinned/model', fingerprint: sha },
  requestIdHeader: 'x-request-id',
  carries: new Set(['logprobs']),

  answer: (said) =>
    json({ generated_text: said.text ?? '', details: details(said), ...said.unknown }, 200, {
      'x-inference-time': '191',
      ...(said.usage === undefined ? {} : { 'x-prompt-tokens': String(said.usage.input) }),
    }),

  failures: [
    ['invalid-request', error(422, 'validation')],
    ['server-error', error(424, 'generation')],
    ['overloaded', error(429, 'overloaded')],
    ['server-error', error(500, 'incomplete_generation')],
  ],

  aside: (method, path) =>
    method === 'GET' && path === '/info'
      ? json({ model_id: 'pinned/model', model_sha: sha, model_dtype: 'torch.float16', version: '3.3.6', sha: 'abc' })
      : undefined,
};

function error(status: number, error_type: string) {
  return json({ error: secret, error_type }, status);
}

function details(said: Said) {
  const token = ([text, logprob]: readonly [string, number]) => ({ id: 1, text, logprob, special: false });
  return {
    finish_reason: 'eos_token',
    ...(said.usage === undefined ? {} : { generated_tokens: said.usage.output }),
    seed: null,
    prefill: [],
    tokens: (said.logprobs ?? []).map(({ token: text, logprob }) => token([text, logprob])),
    top_tokens: (said.logprobs ?? []).map(({ top }) => top.map(token)),
  };
}
