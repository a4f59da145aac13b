import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ListedModel } from '../../../lib/domain/endpoint/model-offer.ts';
import type { JsonObject } from '../../../lib/domain/json.ts';
import { awsStream } from '../../helpers/llm-servers/aws-event-stream.ts';
import { bedrockConverse, controlPlane } from '../../helpers/llm-servers/bedrock.ts';
import type { Answer } from '../../helpers/llm-servers/loopback-server.ts';
import { type OneCall, oneCall } from '../../helpers/llm-servers/one-call.ts';
import { openaiChat } from '../../helpers/llm-servers/openai-chat.ts';
import { json } from '../../helpers/llm-servers/protocol.ts';
import { signatures } from '../../helpers/llm-servers/sigv4.ts';

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_SESSION_TOKEN', 'a-session');
  vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'must-not-be-used');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const said = { text: 'Yes', usage: { input: 12, output: 1 } };

function converse(more: Partial<Pick<OneCall, 'answers' | 'instead'>> & { endpoint?: object } = {}) {
  return oneCall({
    endpoint: (url) => ({ provider: 'bedrock', baseURL: url, region: 'eu-west-1', ...more.endpoint }),
    env: (url) => ({ AWS_ENDPOINT_URL_BEDROCK: url }),
    api: 'bedrock.converse',
    body: { messages: [{ role: 'user', content: [{ text: 'Möge' }] }] },
    ...(more.instead === undefined ? {} : { instead: more.instead }),
    answers: more.answers ?? (({ method, path }) => controlPlane(method, path) ?? bedrockConverse.answer(said)),
  });
}

function invoke(answer: Answer, body: JsonObject = { prompt: 'Hello' }) {
  return oneCall({
    endpoint: (url) => ({ provider: 'bedrock', baseURL: url, region: 'eu-west-1' }),
    api: 'bedrock.invoke',
    body,
    answers: () => answer,
  });
}

describe('a guardrail', () => {
  const guardrail = { id: 'abc123', version: '3' };
  const named = { guardrailIdentifier: 'abc123', guardrailVersion: '3' };

  it('of the endpoint is applied on every route', async () => {
    const { arrived: converses } = await converse({ endpoint: { guardrail } });
    expect(JSON.parse(converses[0]?.body ?? '')).toMatchObject({ guardrailConfig: named });
    for (const [api, path] of [
      ['bedrock.invoke', ''],
      ['openai.chat', '/openai/v1'],
    ] as const) {
      const { arrived } = await oneCall({
        endpoint: (url) => ({ provider: 'bedrock', baseURL: `${url}${path}`, region: 'eu-west-1', guardrail }),
        api,
        body: { messages: [] },
        answers: () => openaiChat.answer(said),
      });
      const { headers } = arrived[0] ?? { headers: new Headers() };
      expect(headers.get('x-amzn-bedrock-guardrailidentifier'), api).toBe('abc123');
      expect(headers.get('x-amzn-bedrock-guardrailversion'), api).toBe('3');
      expect(headers.get('authorization'), api).toContain('x-amzn-bedrock-guardrailidentifier');
    }
  });

  it('of a golden stands over that of the endpoint', async () => {
    const own = { guardrailIdentifier: 'other', guardrailVersion: 'DRAFT' };
    const { arrived } = await oneCall({
      endpoint: (url) => ({ provider: 'bedrock', baseURL: url, region: 'eu-west-1', guardrail }),
      api: 'bedrock.converse',
      body: { messages: [], guardrailConfig: own },
      answers: () => bedrockConverse.answer(said),
    });
    expect(JSON.parse(arrived[0]?.body ?? '')).toMatchObject({ guardrailConfig: own });
  });
});

describe('credentials', () => {
  it('are IAM: each request is signed over its exact bytes, and a bearer token in the environment is not used', async () => {
    const { arrived } = await converse();
    const { headers, body } = arrived[0] ?? { headers: new Headers(), body: '' };
    expect(headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=[^ ]*host[^ ]*, /,
    );
    expect(headers.get('x-amz-security-token')).toBe('a-session');
    expect(headers.get('x-amz-content-sha256')).toBe(createHash('sha256').update(body).digest('hex'));
  });

  it('sign the OpenAI-compatible route too, in place of a key', async () => {
    const { arrived } = await oneCall({
      endpoint: (url) => ({ provider: 'bedrock', baseURL: `${url}/openai/v1`, region: 'us-west-2' }),
      api: 'openai.chat',
      body: { messages: [] },
      answers: () => openaiChat.answer(said),
    });
    const { headers, body } = arrived[0] ?? { headers: new Headers(), body: '' };
    expect(headers.get('authorization')).toMatch(/^AWS4-HMAC-SHA256 .*\/us-west-2\/bedrock\/aws4_request/);
    expect(headers.get('x-amz-content-sha256')).toBe(createHash('sha256').update(body).digest('hex'));
    expect(JSON.parse(body)).not.toHaveProperty('store');
  });

  it('make signatures that hold for what arrives, whatever the route, the model and the query', async () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc 123';
    const { arrived: converses } = await converse({ endpoint: { model: arn, recordInferenceProfile: true } });
    const { arrived: chats } = await oneCall({
      endpoint: (url) => ({ provider: 'bedrock', baseURL: `${url}/openai/v1`, region: 'us-west-2' }),
      api: 'openai.chat',
      body: { messages: [{ role: 'user', content: 'Möge' }] },
      answers: () => openaiChat.answer(said),
    });
    const { arrived: lists } = await converse({
      instead: async (provider, endpoint) => {
        await provider.models?.(endpoint, AbortSignal.timeout(5000));
        return {};
      },
    });
    const all = [...converses, ...chats, ...lists];
    expect(all).toHaveLength(2 + 1 + 3);
    for (const request of all) {
      const { expected, carried } = signatures(request, 'example');
      expect({ path: request.path, signature: carried }).toEqual({ path: request.path, signature: expected });
    }
  });

  it('that are nowhere to be found are an observation, and nothing is sent', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    try {
      const { made, arrived } = await converse();
      expect(made).toMatchObject({ error: 'authentication' });
      expect(arrived).toHaveLength(0);
    } finally {
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
    }
  });

  it('need a region from the endpoint or the environment', async () => {
    const call = converse({ endpoint: { region: undefined } });
    await expect(call).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining('AWS_REGION') });
  });
});

describe('an inference profile', () => {
  it('is looked up once where that is asked for, and its membership is the fingerprint', async () => {
    const { made, arrived } = await converse({ endpoint: { model: 'eu.pinned-1', recordInferenceProfile: true } });
    expect(made.fingerprint).toMatch(/^profile:[0-9a-f]{16}$/);
    expect(made.identity).toEqual({
      inferenceProfile: 'eu.pinned-1',
      profileModels:
        'arn:aws:bedrock:eu-central-1::foundation-model/pinned-1 arn:aws:bedrock:eu-west-1::foundation-model/pinned-1',
      profileRegions: 'eu-central-1 eu-west-1',
      profileStatus: 'ACTIVE',
      profileUpdatedAt: '2026-10-02T00:00:00Z',
      serviceTier: 'default',
    });
    expect(arrived.map(({ path }) => path)).toEqual(['/inference-profiles/eu.pinned-1', '/model/eu.pinned-1/converse']);
  });

  it('is not asked for otherwise', async () => {
    const { made, arrived } = await converse();
    expect(arrived).toHaveLength(1);
    expect(made).not.toHaveProperty('fingerprint');
  });

  it('never costs a sample when it cannot be read', async () => {
    const { made } = await converse({
      endpoint: { recordInferenceProfile: true },
      answers: ({ method }) => (method === 'GET' ? { status: 403 } : bedrockConverse.answer(said)),
    });
    expect(made).toMatchObject({ text: 'Yes', identity: { inferenceProfile: 'lookup failed' } });
    expect(made).not.toHaveProperty('fingerprint');
  });
});

describe('Converse', () => {
  it('names the model that a prompt router chose', async () => {
    const { made } = await converse({
      answers: () =>
        bedrockConverse.answer({ ...said, unknown: { trace: { promptRouter: { invokedModelId: 'arn:aws:chosen' } } } }),
    });
    expect(made.model).toBe('arn:aws:chosen');
  });

  it('takes a model of any spelling, ARNs included', async () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc123';
    const { arrived } = await converse({ endpoint: { model: arn } });
    expect(decodeURIComponent(arrived[0]?.path ?? '')).toBe(`/model/${arn}/converse`);
  });
});

describe('InvokeModel', () => {
  const counted = { 'x-amzn-bedrock-input-token-count': '12', 'x-amzn-bedrock-output-token-count': '3' };

  it.each<[string, JsonObject, object]>([
    [
      'Llama',
      { generation: 'Hi.', prompt_token_count: 12, generation_token_count: 3, stop_reason: 'stop', images: null },
      { finishReason: 'stop' },
    ],
    ['Mistral', { outputs: [{ text: 'Hi.', stop_reason: 'stop' }] }, { finishReason: 'stop' }],
    [
      'Titan',
      { inputTextTokenCount: 12, results: [{ tokenCount: 3, outputText: 'Hi.', completionReason: 'FINISH' }] },
      { finishReason: 'FINISH' },
    ],
    ['Cohere', { text: 'Hi.', finish_reason: 'COMPLETE', generation_id: 'a1' }, { finishReason: 'COMPLETE' }],
    [
      'Nova',
      {
        output: { message: { role: 'assistant', content: [{ text: 'Hi.' }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 12, outputTokens: 3, totalTokens: 15, cacheReadInputTokenCount: 0 },
      },
      { finishReason: 'end_turn', cachedInputTokens: 0 },
    ],
    [
      'a family that speaks as OpenAI does',
      {
        id: 'chatcmpl-1',
        choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 12, completion_tokens: 3 },
      },
      { finishReason: 'stop' },
    ],
  ])('reads the answer of %s, with counts from headers where it has none', async (_family, body, more) => {
    const { made } = await invoke(json(body, 200, counted));
    expect(made).toMatchObject({ text: 'Hi.', inputTokens: 12, outputTokens: 3, ...more });
    expect(made).not.toHaveProperty('extra.generation_id');
  });

  const nova = [
    { messageStart: { role: 'assistant' } },
    { contentBlockDelta: { delta: { text: 'H' }, contentBlockIndex: 0 } },
    { contentBlockDelta: { delta: { text: 'i.' }, contentBlockIndex: 0 } },
    { contentBlockStop: { contentBlockIndex: 0 } },
    { messageStop: { stopReason: 'end_turn' } },
    { metadata: { usage: { inputTokens: 12, outputTokens: 3 }, metrics: {} } },
  ];
  const chat = (delta: object, finish_reason: string | null = null) => ({
    id: 'chatcmpl-1',
    model: 'openai.gpt-oss-20b-1:0',
    choices: [{ index: 0, delta, finish_reason }],
  });
  it.each<[string, readonly object[], string]>([
    [
      'Llama',
      [
        { generation: 'H', prompt_token_count: 12, generation_token_count: 1, stop_reason: null },
        { generation: 'i.', prompt_token_count: null, generation_token_count: 2, stop_reason: null },
        { generation: '', prompt_token_count: null, generation_token_count: 3, stop_reason: 'stop' },
      ],
      'stop',
    ],
    [
      'Mistral',
      [{ outputs: [{ text: 'Hi', stop_reason: null }] }, { outputs: [{ text: '.', stop_reason: 'stop' }] }],
      'stop',
    ],
    [
      'Titan',
      [
        { outputText: 'H', index: 0, totalOutputTextTokenCount: null, completionReason: null, inputTextTokenCount: 12 },
        { outputText: 'i.', index: 0, totalOutputTextTokenCount: 3, completionReason: 'FINISH' },
      ],
      'FINISH',
    ],
    ['Nova', nova, 'end_turn'],
    [
      'a family that speaks as OpenAI does',
      [chat({ content: 'H' }), chat({ content: 'i.' }), chat({}, 'stop')],
      'stop',
    ],
  ])(
    'puts the stream of %s together, and says that it is malformed when it breaks off',
    async (_family, chunks, end) => {
      const counts = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 12, outputTokenCount: 3 } };
      const counted = chunks.map((chunk, at) => (at === chunks.length - 1 ? { ...chunk, ...counts } : chunk));
      const streamed = (list: readonly object[]) =>
        awsStream(list.map((chunk) => ['chunk', { bytes: Buffer.from(JSON.stringify(chunk)).toString('base64') }]));
      const body = { prompt: 'Hello', stream: true };
      const { made, arrived } = await invoke(streamed(counted), body);
      expect(made).toMatchObject({ text: 'Hi.', finishReason: end, inputTokens: 12, outputTokens: 3 });
      expect(arrived[0]?.body).toBe('{"prompt":"Hello"}');
      const cut = await invoke(streamed(counted.slice(0, 1)), body);
      expect(cut.made).toMatchObject({ error: 'malformed-response' });
    },
  );

  it('does not take a family for another when it streams', async () => {
    const chunk = Buffer.from(JSON.stringify({ brand_new: 'Hi.' })).toString('base64');
    const { made } = await invoke(awsStream([['chunk', { bytes: chunk }]]), { prompt: 'Hello', stream: true });
    expect(made).toMatchObject({ error: 'malformed-response' });
  });

  it('sends the body as it is, with no model in it', async () => {
    const body = { prompt: 'Hello', modelId: 'another', max_gen_len: 5 };
    const { arrived } = await invoke(json({ generation: 'Hi.' }), body);
    expect(arrived[0]?.body).toBe('{"prompt":"Hello","max_gen_len":5}');
    expect(arrived[0]?.headers.get('content-type')).toBe('application/json');
  });
});

describe('the list of models', () => {
  it('has an inference profile retire with the model that it routes to', async () => {
    const profile = (id: string, model: string) => ({
      inferenceProfileId: id,
      models: [{ modelArn: `arn:aws:bedrock:eu-west-1::foundation-model/${model}` }],
      status: 'ACTIVE',
    });
    let listed: readonly ListedModel[] = [];
    await converse({
      answers: ({ method, path }) =>
        path.startsWith('/inference-profiles')
          ? json({ inferenceProfileSummaries: [profile('eu.old-1', 'old-1'), profile('eu.pinned-1', 'pinned-1')] })
          : (controlPlane(method, path) ?? {}),
      instead: async (provider, endpoint) => {
        listed = (await provider.models?.(endpoint, AbortSignal.timeout(5000))) ?? [];
        return {};
      },
    });
    expect(listed.slice(2)).toEqual([
      { id: 'eu.old-1', lifecycle: 'legacy', retiresAt: '2027-01-01T00:00:00.000Z' },
      { id: 'eu.pinned-1', lifecycle: 'active' },
    ]);
  });
});
