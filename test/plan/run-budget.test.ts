import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { noLimits } from '../../lib/domain/run/limits.ts';
import { mostForRun, setAsideFor } from '../../lib/plan/run-budget.ts';

const endpoint = (settings: object) => Endpoint.parse({ id: 'a', provider: 'openai', model: 'm', ...settings });
const golden = (parameters: object) =>
  goldenRequest(GoldenFile.parse({ id: 'g', messages: [{ role: 'user', content: 'x'.repeat(400) }], parameters }));

describe('what is set aside for a run', () => {
  const price = { input: 2, output: 8 };

  it('is its input and the limits of its output, in tokens and at the stated price', () => {
    const aside = setAsideFor(endpoint({ repetitions: 3, price }), [golden({ max_tokens: 50 })]);
    const input = aside.tokens - 150;
    expect(input).toBeGreaterThanOrEqual(300); // 100 tokens of content, and what a message is made of
    expect(aside.costMicros).toBe(input * 2 + 150 * 8);
  });

  it('is 4,096 tokens of output where nothing limits a draw, and costs nothing where no price is known', () => {
    const aside = setAsideFor(endpoint({ repetitions: 3 }), [golden({})]);
    expect(aside.tokens).toBeGreaterThan(3 * 4096);
    expect(aside.costMicros).toBe(0);
  });

  it('is no more than a run may use', () => {
    expect(setAsideFor(endpoint({ repetitions: 3, price }), [golden({})], { tokens: 200 })).toMatchObject({
      tokens: 200,
    });
  });
});

describe('the most that a run may use', () => {
  const aside = { tokens: 100, costMicros: 20 };

  it('is five times what was set aside for it, in what some budget speaks of', () => {
    expect(mostForRun(aside, noLimits)).toEqual({});
    const month = { scope: 'project', period: '2026-11', budget: { costMicros: 9 } } as const;
    expect(mostForRun(aside, { run: {}, accounts: [month] })).toEqual({ costMicros: 100 });
  });

  it('is its own budget where that is less', () => {
    expect(mostForRun(aside, { run: { tokens: 120, costMicros: 900 }, accounts: [] })).toEqual({
      tokens: 120,
      costMicros: 100,
    });
  });
});
