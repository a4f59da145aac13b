import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { monthlyTokens } from '../../lib/plan/monthly-tokens.ts';

/** Forty characters with the role: ten tokens. */
const golden = (id: string, parameters: object = { max_tokens: 50 }) =>
  goldenRequest(GoldenFile.parse({ id, messages: [{ role: 'user', content: 'x'.repeat(36) }], parameters }));
const endpoint = (more: object = {}) =>
  Endpoint.parse({ id: 'support', provider: 'openai', model: 'm', repetitions: 2, ...more });
const price = { input: 1, output: 10, asOf: '2026-11-01' };
const hour = 3600;

describe('tokens of a month', () => {
  it('are averages of stored answers where there are some, by golden, and cost what the price says', () => {
    const seen = new Map([
      ['a', { draws: 4, inputTokens: 80, outputTokens: 40, cachedInputTokens: 0, cacheWriteInputTokens: 0 }],
    ]);
    const month = monthlyTokens(endpoint({ price }), [golden('a'), golden('b')], seen, hour);
    // 720 runs of 2 draws each.
    expect(month.goldens).toEqual([
      { golden: 'a', draws: 1440, inputTokens: 28_800, outputTokens: 14_400, from: 'stored', costMicros: 172_800 },
      expect.objectContaining({ golden: 'b', inputTokens: 14_400, outputTokens: 72_000, from: 'estimated' }),
    ]);
    expect(month).toMatchObject({ draws: 2880, outputTokens: 86_400, from: 'estimated', priceAsOf: '2026-11-01' });
    expect(month.costMicros).toBe(172_800 + 14_400 + 720_000);
  });

  it('of an unknown price cost nothing that could be taken for free', () => {
    const month = monthlyTokens(endpoint(), [golden('a')], new Map(), hour);
    expect(month).not.toHaveProperty('costMicros');
    expect(month).not.toHaveProperty('currency');
  });

  it('are not made up where nothing limits the answers', () => {
    const month = monthlyTokens(endpoint({ price }), [golden('a'), golden('b', {})], new Map(), hour);
    expect(month.unlimited).toEqual(['b']);
    expect(month).not.toHaveProperty('outputTokens');
    expect(month).not.toHaveProperty('costMicros');
  });
});
