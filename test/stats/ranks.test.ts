import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
