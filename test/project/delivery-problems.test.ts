import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { lintProject } from '../../lib/lint/lint-project.ts';
import { deliveryProblems } from '../../lib/project/delivery-problems.ts';

const golden = (api = 'openai.chat', id = 'refund') =>
  goldenRequest(GoldenFile.parse({ id, api, messages: [{ role: 'user', content: 'hello' }] }));
const endpoint = (settings: object) => Endpoint.parse({ id: 'support', provider: 'openai', model: 'm', ...settings });
const problems = (settings: object, api?: string) =>
  deliveryProblems(endpoint(settings), [golden(api)], (key) => ({ where: 'here', name: key })).map(({ what }) => what);

describe('what cannot be asked of a provider', () => {
  it('is nothing for what it offers', () => {
    expect(problems({ delivery: 'batch' })).toEqual([]);
    expect(problems({ tier: 'flex' })).toEqual([]);
    expect(problems({ provider: 'anthropic', delivery: 'batch' }, 'anthropic.messages')).toEqual([]);
    expect(problems({ provider: 'ollama' }, 'ollama.chat')).toEqual([]);
  });

  it.each([
    [
      { provider: 'ollama', delivery: 'batch' },
      'ollama.chat',
      /^delivery: expected live, as Pinwatch speaks batches of/,
    ],
    [{ provider: 'vertex', delivery: 'batch' }, 'gemini.generate', /got batch at vertex$/],
    [{ provider: 'anthropic', tier: 'flex' }, 'anthropic.messages', /^tier: expected none, as anthropic has no tiers/],
    [{ provider: 'azure-openai', tier: 'flex' }, 'openai.chat', /expected one of default, priority, got flex$/],
    [{ delivery: 'batch', tier: 'flex' }, 'openai.chat', /^tier: expected none beside delivery: batch/],
    [{ provider: 'bedrock', delivery: 'batch' }, 'bedrock.converse', /expected batchStorage beside it/],
    [
      {
        provider: 'bedrock',
        delivery: 'batch',
        batchStorage: { s3: 's3://bucket/a', roleArn: 'arn:aws:iam::1:role/b' },
      },
      'openai.chat',
      /golden refund is written for openai\.chat, and batches of bedrock take bedrock\.converse and bedrock\.invoke$/,
    ],
  ])('is said: %j', (settings, api, what) => {
    expect(problems(settings, api)).toEqual([expect.stringMatching(what)]);
  });

  it('is a golden that goes step after step', () => {
    const chained = { ...golden(), trace: {} } as unknown as ReturnType<typeof golden>;
    const found = deliveryProblems(endpoint({ delivery: 'batch' }), [chained], (key) => ({ where: 'here', name: key }));
    expect(found).toMatchObject([{ what: expect.stringMatching(/refund is replayed step after step/) }]);
  });
});

describe('what lint says of batches and tiers', () => {
  const rules = (settings: object) =>
    lintProject({ endpoints: [endpoint(settings)], goldens: [golden()], today: new Date(0) })
      .filter(({ about }) => about.kind === 'endpoint')
      .map(({ rule }) => rule);

  it('is nothing without', () => {
    expect(rules({ model: 'gpt-4.1-2025-04-14', price: { input: 1, output: 1 } })).toEqual([]);
  });

  it('is a price without its discount, a short deadline, and a run too small for Bedrock', () => {
    const model = 'gpt-4.1-2025-04-14';
    expect(rules({ model, delivery: 'batch', price: { input: 1, output: 1 } })).toEqual(['no-discount']);
    expect(rules({ model, delivery: 'batch', price: { input: 1, output: 1, discount: 0.5 } })).toEqual([]);
    expect(rules({ model, tier: 'flex' })).toEqual(['impatient']);
    const price = (offered: object) => ({ model, price: { input: 1, output: 1, offered } });
    expect(rules(price({ batch: 0.5, flex: 0.5 }))).toEqual([]);
    expect(rules({ ...price({ batch: 0.5, flex: 0.5 }), provider: 'anthropic' })).toEqual(['not-offered']);
    expect(rules({ model, tier: 'flex', timeoutSeconds: 600 })).toEqual([]);
    expect(rules({ provider: 'bedrock', delivery: 'batch' })).toEqual(['small-batch']);
    expect(rules({ model, delivery: 'batch', baseURL: 'http://localhost:8000/v1' })).toEqual(['other-server']);
  });
});
