import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histograms, summarize } from '../../lib/api/views/histogram.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('histograms', () => {
  it('hold every value of every sample once, whatever lies far outside', () => {
    const [usual, odd] = [Array.from({ length: 200 }, (_, i) => i % 50), [10, 20, 1e9]];
    const { edges, shares } = histograms([usual, odd]);
    expect(shares.map(sum)).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
    expect(edges).toHaveLength((shares[0]?.length ?? 0) + 1);
    expect(edges.at(-1), 'one answer of a billion characters presses nothing into one bin').toBeLessThan(60);
  });

  it('are one bin where all values are the same, and nothing of an empty sample', () => {
    expect(histograms([[5, 5], []])).toEqual({ edges: [5, 6], shares: [[1], [0]] });
  });

  it('can be made of whatever few answers there are', () => {
    const sample = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: 1, maxLength: 40 });
    const values = fc.oneof(
      sample(fc.integer({ min: 0, max: 9 })),
      sample(fc.double({ min: 0, max: 1e6, noNaN: true })),
    );
    fc.assert(
      fc.property(values, values, (before, after) => {
        const { edges, shares } = histograms([before, after]);
        for (const side of shares) {
          expect(sum(side)).toBeCloseTo(1, 9);
          expect(edges).toHaveLength(side.length + 1);
        }
      }),
      { seed: 17 },
    );
  });

  it('have no more bins than whole numbers between their ends', () => {
    const { edges } = histograms([Array.from({ length: 500 }, (_, i) => i % 7)]);
    expect(edges).toHaveLength(7);
  });
});

describe('a summary', () => {
  it('is that of R: quantile(c(1, 2, 3, 4, 10), c(.1, .25, .5, .75, .9)), of type 7', () => {
    expect(summarize([10, 3, 1, 4, 2])).toEqual({
      count: 5,
      mean: 4,
      quantiles: [1.4, 2, 3, 4, expect.closeTo(7.6, 9)],
    });
  });
});
