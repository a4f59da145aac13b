import { describe, expect, it } from 'vitest';
import { exactInterval } from '../../lib/report/words/exact-interval.ts';

// SciPy 1.17.1: beta.ppf(.025, k, n - k + 1) and beta.ppf(.975, k + 1, n - k)
const reference: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 0, 0.975],
  [0, 28, 0, 0.1234361185],
  [1, 1, 0.025, 1],
  [3, 28, 0.02266509064, 0.2822643957],
  [28, 28, 0.8765638815, 1],
  [4, 100, 0.01100449399, 0.09925715671],
  [12, 48, 0.1363722774, 0.39595931],
  [300, 5800, 0.04616499622, 0.0577394645],
  [5799, 5800, 0.9990397503, 0.9999956349],
  [3, 1000000, 6.186725502e-7, 8.767247788e-6],
];

describe('exactInterval', () => {
  it.each(reference)('agrees with SciPy for %d of %d', (count, draws, low, high) => {
    const interval = exactInterval(count, draws);
    expect(interval.estimate).toBe(count / draws);
    expect(interval.low).toBeCloseTo(low, 8);
    expect(interval.high).toBeCloseTo(high, 8);
  });

  it('knows nothing without draws', () => {
    expect(exactInterval(0, 0)).toEqual({ estimate: Number.NaN, low: 0, high: 1 });
  });

  it('covers at least 95 % whatever the rate, by summing the binomial law', () => {
    for (const rate of [0.01, 0.13, 0.5, 0.97]) {
      let covered = 0;
      let probability = (1 - rate) ** 40;
      for (let k = 0; k <= 40; k++) {
        const { low, high } = exactInterval(k, 40);
        if (low <= rate && rate <= high) covered += probability;
        probability *= ((40 - k) / (k + 1)) * (rate / (1 - rate));
      }
      expect(covered).toBeGreaterThanOrEqual(0.95);
    }
  });
});
