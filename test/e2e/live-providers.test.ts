import { describe, expect, it } from 'vitest';
import type { Api } from '../../lib/domain/endpoint/api.ts';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import { openProvider } from '../../lib/providers/registry.ts';

/**
 * One real request to each provider that somebody has set up, costing a few tokens each. A provider is set up by naming
 * the model to ask in `PINWATCH_LIVE_…` beside its usual credentials, so that a key that happens to be in the
 * environment is never used unasked.
 */
interface Live {
  readonly provider: string;
  readonly model: string;
  /** What has to be in the environment besides. */
  readonly needs: readonly string[];
  readonly api: Api;
  readonly body: JsonObject;
  readonly endpoint?: (env: NodeJS.ProcessEnv) => object;
}

const say = 'Say OK and nothing else.';
const chat = { messages: [{ role: 'user', content: say }] };

const live: readonly Live[] = [
  {
    provider: 'openai',
    model: 'PINWATCH_LIVE_OPENAI',
    needs: ['OPENAI_API_KEY'],
    api: 'openai.chat',
    body: { ...chat, max_completion_tokens: 500 },
  },
  {
    provider: 'openai',
    model: 'PINWATCH_LIVE_OPENAI_RESPONSES',
    needs: ['OPENAI_API_KEY'],
    api: 'openai.responses',
    body: { input: say, max_output_tokens: 500 },
  },
  {
    provider: 'openai',
    model: 'PINWATCH_LIVE_OPENAI_COMPATIBLE',
    needs: ['PINWATCH_LIVE_OPENAI_COMPATIBLE_URL'],
    api: 'openai.chat',
    body: { ...chat, max_tokens: 50 },
    endpoint: (env) => ({ baseURL: env.PINWATCH_LIVE_OPENAI_COMPATIBLE_URL }),
  },
  {
    provider: 'azure-openai',
    model: 'PINWATCH_LIVE_AZURE_OPENAI',
    needs: ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_ENDPOINT'],
    api: 'openai.chat',
    body: { ...chat, max_completion_tokens: 500 },
    endpoint: (env) => ({ baseURL: env.AZURE_OPENAI_ENDPOINT }),
  },
  {
    provider: 'anthropic',
    model: 'PINWATCH_LIVE_ANTHROPIC',
    needs: ['ANTHROPIC_API_KEY'],
    api: 'anthropic.messages',
    body: { ...chat, max_tokens: 50 },
  },
  {
    provider: 'bedrock',
    model: 'PINWATCH_LIVE_BEDROCK',
    needs: ['AWS_REGION'],
    api: 'bedrock.converse',
    body: { messages: [{ role: 'user', content: [{ text: say }] }], inferenceConfig: { maxTokens: 50 } },
  },
  {
    provider: 'gemini',
    model: 'PINWATCH_LIVE_GEMINI',
    needs: ['GEMINI_API_KEY'],
    api: 'gemini.generate',
    body: { contents: [{ role: 'user', parts: [{ text: say }] }], generationConfig: { maxOutputTokens: 500 } },
  },
  {
    provider: 'vertex',
    model: 'PINWATCH_LIVE_VERTEX',
    needs: ['GOOGLE_CLOUD_PROJECT'],
    api: 'gemini.generate',
    body: { contents: [{ role: 'user', parts: [{ text: say }] }], generationConfig: { maxOutputTokens: 500 } },
  },
  {
    provider: 'ollama',
    model: 'PINWATCH_LIVE_OLLAMA',
    needs: [],
    api: 'ollama.chat',
    body: { ...chat, options: { num_predict: 50 } },
  },
  {
    provider: 'tgi',
    model: 'PINWATCH_LIVE_TGI',
    needs: ['PINWATCH_LIVE_TGI_URL'],
    api: 'tgi.generate',
    body: { inputs: say, parameters: { max_new_tokens: 20 } },
    endpoint: (env) => ({ baseURL: env.PINWATCH_LIVE_TGI_URL }),
  },
];

describe.each(live)('the real $provider, by $api', ({ provider: name, model, needs, api, body, endpoint }) => {
  const missing = [model, ...needs].filter((variable) => !process.env[variable]);
  if (missing.length > 0) {
    it.skip(`is skipped: set ${missing.join(' and ')} (${model} names the model) to ask it`, () => {});
    return;
  }
  const watched = () =>
    Endpoint.parse({ id: 'live', provider: name, model: process.env[model], ...endpoint?.(process.env) });

  it('answers a replay, with what identifies it', async () => {
    const provider = await openProvider(watched(), { env: process.env });
    const golden = goldenRequest(GoldenFile.parse({ id: 'say-ok', api, body }));
    const made = await provider.complete({ endpoint: watched(), golden, drawSeed: 1 }, AbortSignal.timeout(60_000));
    expect(made).not.toHaveProperty('error');
    expect(made.text).toMatch(/ok/i);
    expect(made.outputTokens).toBeGreaterThan(0);
    expect(made.finishReason).toEqual(expect.any(String));
  });

  it.skipIf(api === 'tgi.generate')('answers in a stream as well', async () => {
    const provider = await openProvider(watched(), { env: process.env });
    const golden = goldenRequest(GoldenFile.parse({ id: 'say-ok', api, body: { ...body, stream: true } }));
    const made = await provider.complete({ endpoint: watched(), golden, drawSeed: 1 }, AbortSignal.timeout(60_000));
    expect(made).toMatchObject({ text: expect.stringMatching(/ok/i), finishReason: expect.any(String) });
  });

  it('counts the prompt about as its answers do, where it counts at all', async () => {
    const provider = await openProvider(watched(), { env: process.env });
    const request = {
      endpoint: watched(),
      golden: goldenRequest(GoldenFile.parse({ id: 'say-ok', api, body })),
      drawSeed: 1,
    };
    const counted = await provider.countTokens?.(request, AbortSignal.timeout(60_000)).catch((error: unknown) => error);
    if (typeof counted !== 'number')
      return expect([undefined, 'CallError']).toContain((counted as Error | undefined)?.name);
    const { inputTokens = counted } = await provider.complete(request, AbortSignal.timeout(60_000));
    expect(Math.abs(counted - inputTokens)).toBeLessThan(10); // Anthropic's count is an estimate
  });

  it('has the model on its list, or takes other names than the list holds', async () => {
    const provider = await openProvider(watched(), { env: process.env });
    const models = (await provider.models?.(watched(), AbortSignal.timeout(60_000))) ?? [];
    expect(provider.takesOtherNames === true || models.some(({ id }) => id === process.env[model])).toBe(true);
  });
});
