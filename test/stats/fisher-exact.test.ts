import { describe, expect, it } from 'vitest';
import { fisherExactGreater } from '../../lib/stats/fisher-exact.ts';

describe('fisherExactGreater', () => {
  // SciPy 1.x: scipy.stats.fisher_exact([[is, draws - is], [was, draws - was]], alternative='greater').pvalue
  it.each([
    [0, 96, 3, 8, 0.000307516583930062],
    [2, 30, 5, 12, 0.013827098551103685],
    [120, 3000, 90, 900, 4.7786807471966545e-11],
  ])('agrees with SciPy for %i of %i and %i of %i', (was, draws, is, drawsNow, expected) => {
    const p = fisherExactGreater({ count: was, draws }, { count: is, draws: drawsNow });
    expect(Math.abs(p / expected - 1)).toBeLessThan(1e-9);
  });

  it('is 1 where nothing could be less', () => {
    expect(fisherExactGreater({ count: 5, draws: 5 }, { count: 0, draws: 3 })).toBe(1);
    expect(fisherExactGreater({ count: 0, draws: 5 }, { count: 0, draws: 3 })).toBe(1);
  });

  it('refuses counts that are more than the draws', () => {
    expect(() => fisherExactGreater({ count: 6, draws: 5 }, { count: 0, draws: 3 })).toThrow(/was.count is 6/);
    expect(() => fisherExactGreater({ count: 0, draws: 5 }, { count: 4, draws: 3 })).toThrow(/is.count is 4/);
  });
});
