import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costMicros, Price, withoutPrice } from '../../../lib/domain/endpoint/price.ts';
import { isWithin, remaining, shareUsed, spendingOf } from '../../../lib/domain/run/spending.ts';

const price = Price.parse({ input: 0.4, output: 1.6 });

describe('what tokens cost', () => {
  it('is exact in millionths of the currency', () => {
    expect(costMicros(price, { inputTokens: 1_000_000, outputTokens: 1_000_000 })).toBe(2_000_000);
    expect(costMicros(price, { inputTokens: 17_300_000, outputTokens: 4_300_000 })).toBe(13_800_000);
    // In doubles 100 × 0.07 is 7.000000000000001, which would be rounded up to 8.
    expect(costMicros(Price.parse({ input: 0.07, output: 0 }), { inputTokens: 100 })).toBe(7);
    expect(costMicros(Price.parse({ input: 75, output: 150 }), { inputTokens: 3e10, outputTokens: 6e9 })).toBe(3.15e12);
  });

  it('is rounded up, so that a token is never free where it has a price', () => {
    expect(costMicros(Price.parse({ input: 0.000001, output: 0 }), { inputTokens: 1 })).toBe(1);
    expect(costMicros(Price.parse({ input: 0, output: 0 }), { inputTokens: 1000 })).toBe(0);
  });

  it('is that of a cache for the tokens that came from it, and of plain input where no other price is stated', () => {
    const use = { inputTokens: 100, cachedInputTokens: 60, cacheWriteInputTokens: 10 };
    expect(costMicros(Price.parse({ input: 4, cachedInput: 1, cacheWriteInput: 5, output: 0 }), use)).toBe(
      120 + 60 + 50,
    );
    expect(costMicros(Price.parse({ input: 4, output: 0 }), use)).toBe(400);
  });

  it('is what its parts cost together, to a millionth each', () => {
    const tokens = fc.nat(1e9);
    const each = fc.nat(1e8).map((units) => units / 1e6);
    fc.assert(
      fc.property(tokens, tokens, each, each, (inputTokens, outputTokens, input, output) => {
        const own = Price.parse({ input, output });
        const whole = costMicros(own, { inputTokens, outputTokens });
        const parts = costMicros(own, { inputTokens }) + costMicros(own, { outputTokens });
        expect(parts - whole).toBeGreaterThanOrEqual(0);
        expect(parts - whole).toBeLessThanOrEqual(1);
      }),
      { seed: 7 },
    );
  });
});

describe('a price', () => {
  it('is stated in dollars unless it says otherwise, and knows no other keys', () => {
    expect(price.currency).toBe('USD');
    expect(Price.safeParse({ input: 1, output: 1, currency: 'dollars' }).success).toBe(false);
    expect(Price.safeParse({ input: 1, output: 1, perToken: true }).success).toBe(false);
    expect(Price.safeParse({ input: -1, output: 1 }).success).toBe(false);
  });

  it('is less a discount that is stated, and never rounded down', () => {
    const use = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
    const listed = Price.parse({ input: 2, output: 8 });
    expect(costMicros(listed, use)).toBe(10_000_000);
    expect(costMicros({ ...listed, discount: 0.5 }, use)).toBe(5_000_000);
    expect(costMicros({ ...listed, discount: 0.5 }, { inputTokens: 1 })).toBe(1);
    expect(Price.safeParse({ input: 1, output: 1, discount: 1 }).success).toBe(false);
  });

  it('is asked of every endpoint that has none', () => {
    expect(withoutPrice([{ id: 'a' }, { id: 'b', price }, { id: 'c' }]).map(({ where }) => where)).toEqual([
      'endpoint a',
      'endpoint c',
    ]);
  });
});

describe('a budget', () => {
  it('holds in tokens and in money, each only where it is set', () => {
    const spent = spendingOf(price, { inputTokens: 1000, outputTokens: 1000 });
    expect(spent).toEqual({ tokens: 2000, costMicros: 2000 });
    expect(isWithin(spent, {})).toBe(true);
    expect(isWithin(spent, { tokens: 2000, costMicros: 1999 })).toBe(false);
    expect(remaining({ tokens: 3000, costMicros: 1000 }, spent)).toEqual({ tokens: 1000, costMicros: 0 });
    expect(shareUsed(spent, { tokens: 4000, costMicros: 2500 })).toBe(0.8);
    expect(shareUsed(spent, {})).toBeUndefined();
    expect(spendingOf(undefined, { outputTokens: 5 })).toEqual({ tokens: 5, costMicros: 0 });
  });
});
