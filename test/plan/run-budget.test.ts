import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../lib/domain/endpoint/endpoint.ts';
import { GoldenFile } from '../../lib/domain/golden/golden-file.ts';
import { goldenRequest } from '../../lib/domain/golden/golden-request.ts';
import { budgetMonth, mostForRun, setAsideFor } from '../../lib/plan/run-budget.ts';

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
});

describe('the most that a run may use', () => {
  it('is five times what was set aside while there is plenty, and its share of the rest when there is not', () => {
    const aside = { tokens: 100, costMicros: 20 };
    expect(mostForRun(aside, { tokens: 1_000_000 }, 4)).toEqual({ tokens: 500 });
    expect(mostForRun(aside, { tokens: 90, costMicros: 0 }, 4)).toEqual({ tokens: 122, costMicros: 20 });
    expect(mostForRun(aside, {}, 4)).toEqual({});
  });

  it('never comes to more than the budget for all runs together', () => {
    const amount = fc.nat(1e9);
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 20 }), amount, (asides, left) => {
        const most = asides.map((tokens) => mostForRun({ tokens, costMicros: 0 }, { tokens: left }, asides.length));
        const sum = (values: readonly (number | undefined)[]) => values.reduce<number>((a, b) => a + (b ?? 0), 0);
        expect(sum(most.map(({ tokens }) => tokens))).toBeLessThanOrEqual(sum(asides) + left);
      }),
      { seed: 5 },
    );
  });
});

it('counts months in UTC', () => {
  expect(budgetMonth(new Date('2026-11-30T23:59:59.999Z'))).toBe('2026-11');
  expect(budgetMonth(new Date('2026-12-01T00:00:00.000Z'))).toBe('2026-12');
});
