import { afterEach, describe, expect, it } from 'vitest';
import { Endpoint } from '../../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../../lib/domain/golden/golden-request.ts';
import { openaiProvider } from '../../../lib/providers/openai/openai-provider.ts';
import { type Answering, completion, type OpenAiStub, openAiStub, sendJson } from '../../helpers/openai-stub.ts';

let stub: OpenAiStub | undefined;
afterEach(() => stub?.close());

const golden = (body: object = {}) =>
  goldenRequest(
    GoldenFile.parse({
      id: 'refund',
      body: { messages: [{ role: 'user', content: 'Refund?' }], temperature: 0, ...body },
    }),
  );

async function complete(answering: Answering, options: Setup = {}) {
  stub = await openAiStub(answering);
  const endpoint = Endpoint.parse({
    id: 'support',
    provider: 'openai',
    model: 'pinned-1',
    baseURL: stub.baseURL,
    ...options.endpoint,
  });
  const provider = openaiProvider({ env: options.env ?? {} });
  const request = { endpoint, golden: golden(options.body), drawSeed: 4_000_000_001 };
  return provider.complete(request, options.signal ?? AbortSignal.timeout(5000));
}
interface Setup {
  endpoint?: object;
  body?: object;
  env?: Record<string, string>;
  signal?: AbortSignal;
}

const says =
  (...args: Parameters<typeof completion>): Answering =>
  (_request, response) =>
    sendJson(response, completion(...args));
const fails =
  (status: number, error: object = {}, headers = {}): Answering =>
  (_request, response) =>
    sendJson(response, { error }, status, headers);

describe('an answer', () => {
  it('becomes a completion with everything that identifies who answered', async () => {
    const made = await complete(says('Yes, within 30 days.', { top: { service_tier: 'default' } }));
    expect(made).toEqual({
      text: 'Yes, within 30 days.',
      finishReason: 'stop',
      inputTokens: 12,
      outputTokens: 3,
      cachedInputTokens: 4,
      usageFields: ['prompt_tokens', 'completion_tokens', 'prompt_tokens_details.cached_tokens', 'total_tokens'],
      model: 'pinned-1-2026-01-01',
      fingerprint: 'fp_a',
      identity: { serviceTier: 'default' },
      requestId: 'req_1',
      sdk: expect.stringMatching(/^openai\/\d+\.\d+\.\d+$/),
      latencyMs: expect.any(Number),
    });
  });

  it('keeps the chosen log-probabilities and the top list of the first token', async () => {
    const top = [
      { token: 'Yes', logprob: -0.1 },
      { token: 'No', logprob: -2.4 },
    ];
    const content = [
      { token: 'Yes', logprob: -0.1, bytes: [89], top_logprobs: top },
      { token: '.', logprob: 2e-7, bytes: [46], top_logprobs: [] }, // engines round a sure token to above 0
    ];
    expect(await complete(says('Yes.', { choice: { logprobs: { content } } }))).toMatchObject({
      logprobs: [-0.1, 0],
      firstTokenTop: [
        ['Yes', -0.1],
        ['No', -2.4],
      ],
    });
  });

  it('keeps tool arguments as the string that came, also when it is no JSON', async () => {
    const tool_calls = [
      { id: 'call_1', type: 'function', function: { name: 'refund', arguments: '{"order": 7' } },
      { id: 'call_2', type: 'custom', custom: { name: 'note', input: 'free text' } },
    ];
    const made = await complete(says(null, { message: { tool_calls }, choice: { finish_reason: 'tool_calls' } }));
    expect(made).toMatchObject({
      text: '',
      finishReason: 'tool_calls',
      toolCalls: [
        { name: 'refund', arguments: '{"order": 7', id: 'call_1' },
        { name: 'note', arguments: 'free text', id: 'call_2' },
      ],
    });
  });

  it('counts the words of a refusal as its text, and marks it', async () => {
    const made = await complete(says(null, { message: { refusal: 'I cannot help with that.' } }));
    expect(made).toMatchObject({ text: 'I cannot help with that.', refusal: true });
  });

  it('survives fields that nobody knows and surprises in fields beside the answer', async () => {
    const made = await complete(
      says('ok', { top: { usage: { prompt_tokens: 'many' }, prompt_token_ids: [1, 2], system_fingerprint: 7 } }),
    );
    expect(made).toMatchObject({ text: 'ok', extra: { prompt_token_ids: [1, 2] } });
    expect(made.error).toBeUndefined();
    expect(made.inputTokens).toBeUndefined();
  });

  it('is the same when it came as a stream', async () => {
    const chunk = (delta: object, more: object = {}) =>
      `data: ${JSON.stringify({ model: 'm', system_fingerprint: 'fp_a', choices: [{ index: 0, delta, ...more }] })}\n\n`;
    const call = (part: object) => ({ tool_calls: [{ index: 0, ...part }] });
    const stream = [
      chunk({ role: 'assistant', content: 'Let me ' }),
      chunk({ content: 'look.' }),
      chunk(call({ id: 'call_1', function: { name: 'find', arguments: '' } })),
      chunk(call({ function: { arguments: '{"id":' } })),
      chunk(call({ function: { arguments: '7}' } }), { finish_reason: 'tool_calls' }),
      `data: ${JSON.stringify({ model: 'm', choices: [], usage: { prompt_tokens: 12, completion_tokens: 9 } })}\n\n`,
      'data: [DONE]\n\n',
    ];
    const made = await complete(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const part of stream) response.write(part);
        response.end();
      },
      { body: { stream: true } },
    );
    expect(made).toMatchObject({
      text: 'Let me look.',
      toolCalls: [{ name: 'find', arguments: '{"id":7}', id: 'call_1' }],
      finishReason: 'tool_calls',
      outputTokens: 9,
      model: 'm',
      fingerprint: 'fp_a',
    });
  });

  it('is malformed when its stream breaks off', async () => {
    const made = await complete((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"choices":[{"index":0,"delta":{"content":"Yes"}}]}\n\n');
    });
    expect(made.error).toBe('malformed-response');
    expect(made.text).toBeUndefined();
  });
});

describe('a request', () => {
  it("carries the golden's body, the endpoint's parameters, the pinned model and no more", async () => {
    await complete(says('ok'), { body: { logit_bias: { 5: -1 } }, endpoint: { parameters: { max_tokens: 60 } } });
    expect(stub?.requests[0]?.body).toEqual({
      messages: [{ role: 'user', content: 'Refund?' }],
      temperature: 0,
      logit_bias: { 5: -1 },
      max_tokens: 60,
      model: 'pinned-1',
    });
  });

  it('sends a fresh seed where the golden asks for one for every draw', async () => {
    await complete(says('ok'), { body: { seed: 'per-draw' } });
    expect(stub?.requests[0]?.body.seed).toBe(2_000_000_000);
  });

  it('shows a key to no other server than the one that it is for', async () => {
    const env = { OPENAI_API_KEY: 'sk-theirs', OPENAI_ORG_ID: 'org', OWN_KEY: 'ours' };
    await complete(says('ok'), { env });
    await stub?.close();
    expect(stub?.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(stub?.requests[0]?.headers).not.toHaveProperty('openai-organization');
    await complete(says('ok'), { env, endpoint: { apiKeyEnv: 'OWN_KEY' } });
    expect(stub?.requests[0]?.headers.authorization).toBe('Bearer ours');
  });

  it("keeps OpenAI from storing it, and sends OpenAI's own key there", async () => {
    let sent: { url: string; body: Record<string, unknown>; key: string | null } | undefined;
    const fetch: typeof globalThis.fetch = async (url, init) => {
      const key = new Headers(init?.headers).get('authorization');
      sent = { url: String(url), body: JSON.parse(String(init?.body)), key };
      return Response.json(completion('ok'));
    };
    const endpoint = Endpoint.parse({ id: 'support', provider: 'openai', model: 'gpt-4.1-2025-04-14' });
    const provider = openaiProvider({ env: { OPENAI_API_KEY: 'sk-ours' }, fetch });
    await provider.complete({ endpoint, golden: golden(), drawSeed: 1 }, AbortSignal.timeout(5000));
    expect(sent).toMatchObject({
      url: 'https://api.openai.com/v1/chat/completions',
      body: { store: false, model: 'gpt-4.1-2025-04-14' },
      key: 'Bearer sk-ours',
    });
  });
});

describe('a failure', () => {
  it.each([
    [401, {}, 'authentication'],
    [403, {}, 'permission-denied'],
    [404, {}, 'not-found'],
    [400, {}, 'invalid-request'],
    [429, {}, 'rate-limited'],
    [429, { code: 'insufficient_quota' }, 'quota-exceeded'],
    [500, {}, 'server-error'],
    [503, {}, 'overloaded'],
  ])('with status %i and error %j is %s', async (status, error, expected) => {
    const made = await complete(fails(status, { message: 'your prompt was: Refund?', ...error }));
    expect(made).toMatchObject({ error: expected, requestId: 'req_1', latencyMs: expect.any(Number) });
    expect(JSON.stringify(made)).not.toContain('Refund');
    expect(stub?.requests).toHaveLength(1); // retries are not the adapter's
  });

  it('says how long the endpoint asked us to wait', async () => {
    expect(await complete(fails(429, {}, { 'retry-after': '7' }))).toMatchObject({ retryAfterMs: 7000 });
  });

  it('is found in an answer of status 200 too', async () => {
    expect(
      await complete((_request, response) => sendJson(response, { error: { code: 429, type: 'overloaded_error' } })),
    ).toMatchObject({
      error: 'overloaded',
    });
    await stub?.close();
    expect(await complete((_request, response) => sendJson(response, { choices: [] }))).toMatchObject({
      error: 'malformed-response',
    });
  });

  it('is a timeout when the deadline passes, also in the middle of a body', async () => {
    const stalls: Answering = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"choices": [');
    };
    expect(await complete(stalls, { signal: AbortSignal.timeout(60) })).toMatchObject({ error: 'timeout' });
  });

  it('is cancelled when somebody stops it, and unreachable when nobody listens', async () => {
    const stopping = new AbortController();
    const stops: Answering = () => stopping.abort();
    expect(await complete(stops, { signal: stopping.signal })).toMatchObject({ error: 'cancelled' });
    await stub?.close();
    const closed = stub?.baseURL ?? '';
    expect(await complete(says('ok'), { endpoint: { baseURL: closed } })).toMatchObject({ error: 'unreachable' });
  });
});

describe('models', () => {
  it('lists what is on offer, and says why it cannot', async () => {
    stub = await openAiStub(undefined, ['pinned-1', 'pinned-2']);
    const endpoint = Endpoint.parse({ id: 'a', provider: 'openai', model: 'pinned-1', baseURL: stub.baseURL });
    const { models } = openaiProvider({ env: {} });
    expect(await models?.(endpoint, AbortSignal.timeout(5000))).toEqual([{ id: 'pinned-1' }, { id: 'pinned-2' }]);
    await stub.close();
    await expect(models?.(endpoint, AbortSignal.timeout(5000))).rejects.toMatchObject({
      name: 'CallError',
      failure: 'unreachable',
    });
  });
});

describe('a key that is not there', () => {
  it.each(['SERVER_KEY', 'HF_TOKEN', 'MY_CREDENTIALS'])('is a mistake of configuration: %s', async (name) => {
    const asking = complete(says('Yes'), { endpoint: { apiKeyEnv: name } });
    await expect(asking).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(name) });
  });
});
