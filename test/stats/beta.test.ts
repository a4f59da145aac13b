import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta } from '../../lib/stats/beta.ts';
import { clopperPearson } from '../../lib/stats/clopper-pearson.ts';

const parameter = fc.double({ min: 0.05, max: 5000, noNaN: true });
const inside = fc.double({ min: 1e-3, max: 1 - 1e-3, noNaN: true });
const probability = fc.double({ min: 1e-12, max: 1 - 1e-6, noNaN: true });

describe('incompleteBeta', () => {
  it('is a distribution function: from 0 to 1, never falling, symmetric', () => {
    fc.assert(
      fc.property(parameter, parameter, inside, inside, (a, b, x, y) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        expect(incompleteBeta(low, a, b)).toBeLessThanOrEqual(incompleteBeta(high, a, b) * (1 + 1e-12));
        expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 8);
      }),
      { seed: 1 },
    );
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(parameter, parameter, probability, (a, b, p) => {
        const x = inverseIncompleteBeta(p, a, b);
        // Where the quantile itself has no more digits (x near 1, or below the smallest number) it cannot be undone.
        fc.pre(x > 1e-300 && x < 1 - 1e-6);
        expect(incompleteBeta(x, a, b) / p).toBeCloseTo(1, 7);
      }),
      { seed: 2 },
    );
  });

  it('knows the conditionally valid ranks of the detector: 1 - d = I at 1 - p', () => {
    // For k = 1 the quantile has a closed form: p' = 1 - (1 - (1 - d))^(1/B).
    expect(1 - inverseIncompleteBeta(0.05, 50, 1)).toBeCloseTo(1 - 0.05 ** (1 / 50), 14);
    expect(inverseIncompleteBeta(0.95, 1, 50)).toBeCloseTo(0.0582, 4);
    expect(inverseIncompleteBeta(0.95, 2, 49)).toBeCloseTo(0.0914, 4);
  });

  it('turns away what is no parameter', () => {
    expect(() => incompleteBeta(1.1, 1, 1)).toThrow('x is 1.1, expected a number from 0 to 1');
    expect(() => incompleteBeta(0.5, 0, 1)).toThrow('a is 0, expected a finite number above 0');
    expect(() => inverseIncompleteBeta(Number.NaN, 1, 1)).toThrow('probability is NaN');
  });
});

describe('clopperPearson', () => {
  it('covers the true rate at least as often as it says', () => {
    const n = 40;
    const intervals = Array.from({ length: n + 1 }, (_, count) => clopperPearson(count, n));
    for (const rate of [0.001, 0.01, 0.1, 0.37, 0.5, 0.9]) {
      let logChoose = 0;
      let covered = 0;
      for (let count = 0; count <= n; count++) {
        if (count > 0) logChoose += Math.log((n - count + 1) / count);
        const { low, high } = intervals[count] as { low: number; high: number };
        if (low <= rate && rate <= high)
          covered += Math.exp(logChoose + count * Math.log(rate) + (n - count) * Math.log(1 - rate));
      }
      expect(covered).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('says what is wrong with impossible counts', () => {
    expect(() => clopperPearson(0, 0)).toThrow('draws is 0, expected a whole number from 1 on');
    expect(() => clopperPearson(5, 4)).toThrow('count is 5, expected a number from 0 to 4');
    expect(() => clopperPearson(0.5, 4)).toThrow('count is 0.5, expected a whole number');
  });
});
