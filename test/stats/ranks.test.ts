import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { incompleteBeta, inverseIncompleteBeta } from '../../lib/stats/beta.ts';
import { frozenBounds, frozenRank } from '../../lib/stats/frozen-rank.ts';
import { smoothedRank } from '../../lib/stats/smoothed-rank.ts';

/** P(rank of the last of these exchangeable scores <= x), exactly: over every one that could have come last, and u. */
function chanceUpTo(x: number, scores: readonly number[]): number {
  const n = scores.length;
  let chance = 0;
  scores.forEach((score, i) => {
    const others = scores.filter((_, j) => j !== i);
    const [low, high] = [smoothedRank(score, others, 0), smoothedRank(score, others, 1)];
    chance += Math.min(1, Math.max(0, (x - low) / (high - low))) / n; // linear in u
  });
  return chance;
}

describe('the smoothed rank', () => {
  it('is exactly uniform, whatever the scores and however many are equal', () => {
    const scores = fc.array(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1, noNaN: true }), (all, x) => {
        expect(chanceUpTo(x, all)).toBeCloseTo(x, 9);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('stays in (0, 1], at least u / (n + 1)', () => {
    const u = fc.double({ min: 1e-12, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 30 }), u, (score, past, u) => {
        const p = smoothedRank(score, past, u);
        expect(p).toBeGreaterThanOrEqual(u / (past.length + 1) - 1e-15);
        expect(p).toBeLessThanOrEqual(1);
      }),
      { seed: 12 },
    );
  });

  it('depends neither on the order of the earlier scores nor on their unit', () => {
    const past = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(smoothedRank(4, past.toReversed(), 0.3)).toBe(smoothedRank(4, past, 0.3));
    expect(
      smoothedRank(
        40,
        past.map((x) => 10 * x),
        0.3,
      ),
    ).toBe(smoothedRank(4, past, 0.3));
    expect(smoothedRank(4, past, 0.3)).toBeCloseTo((3 + 0.3 * 2) / 9, 15);
  });

  it('is u alone where there is nothing to rank against', () => {
    expect(smoothedRank(7, [], 0.25)).toBe(0.25);
  });
});

describe('the rank against a frozen reference', () => {
  // The single-k values of the published method at risk .05, as SciPy's beta.ppf gives them.
  it.each([
    [50, 1, 0.0582],
    [50, 2, 0.0914],
    [50, 5, 0.174],
    [100, 1, 0.0295],
    [100, 2, 0.0466],
    [100, 5, 0.0892],
    [200, 1, 0.01487],
    [200, 2, 0.0235],
    [200, 5, 0.0452],
  ])('rests on order statistics: of %i scores, the %i-th largest leaves at most %f beyond it', (n, k, expected) => {
    const bound = inverseIncompleteBeta(0.95, k, n - k + 1);
    expect(bound).toBeCloseTo(expected, expected.toString().length - 2);
    expect(incompleteBeta(bound, k, n - k + 1)).toBeCloseTo(0.95, 10);
  });

  it('has a closed form for the largest', () => {
    const [first] = frozenBounds(300, 0.05);
    expect(first?.k).toBe(1);
    expect(first?.pValue).toBeCloseTo(1 - (0.05 / 9) ** (1 / 300), 12);
  });

  it('splits its risk over the ranks that it looks at', () => {
    for (const n of [1, 7, 100, 300]) {
      const bounds = frozenBounds(n, 0.05);
      const risk = bounds.reduce((sum, { k, pValue }) => sum + 1 - incompleteBeta(pValue, k, n - k + 1), 0);
      expect(risk).toBeCloseTo(0.05, 9);
      expect(bounds.map(({ pValue }) => pValue)).toEqual(bounds.map(({ pValue }) => pValue).sort((a, b) => a - b));
    }
  });

  it('counts equal scores as beyond, and says 1 for an ordinary score', () => {
    const past = [...Array(99).keys(), 98];
    const bounds = frozenBounds(100, 0.05);
    expect(frozenRank(99, past, 0.05)).toBe(bounds[0]?.pValue);
    expect(frozenRank(98, past, 0.05)).toBe(bounds[2]?.pValue); // two are as large: k = 4
    expect(frozenRank(0, past, 0.05)).toBe(1);
  });

  it('is too small for later runs in at most its risk of references', () => {
    // The true chance of a score beyond the k-th largest of n uniform ones is that score's distance from 1.
    const random = seededRandom('frozen');
    const repeats = 4000;
    let unlucky = 0;
    for (let i = 0; i < repeats; i++) {
      const past = Array.from({ length: 300 }, () => random()).sort((a, b) => b - a);
      if (frozenBounds(300, 0.05).some(({ k, pValue }) => 1 - (past[k - 1] as number) > pValue)) unlucky++;
    }
    // .05 and four standard errors of a proportion: fails by chance under 1 in 10,000. Looks overlap, so it is less.
    expect(unlucky / repeats).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / repeats));
    expect(unlucky / repeats).toBeGreaterThan(0.01); // the bound is not empty words either
  });
});
