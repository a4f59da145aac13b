import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { ShiftTimeline } from '../domain/verdict/explanation.ts';
import { crossScores, drawsOf, type Score } from './cross-scores.ts';

const mostGoldens = 16;

/**
 * Run by run before and since a change, what percentage of the answers to each golden are of the kind that became likelier.
 * The kind is learned from other runs than those that are measured, as for the effect: averages before and since differ by
 * the golden's effect, before it is drawn to that of the others.
 *
 * @param goldens most moved first; the first 16 are kept. Those whose draws allow no estimate are left out.
 *
 * Time O(draws x levels x folds).
 */
export function shiftTimeline(
  goldens: readonly string[],
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
): ShiftTimeline {
  return {
    runs: [...before, ...after].map(({ run }) => run),
    goldens: goldens.slice(0, mostGoldens).flatMap((golden) => {
      const scores = crossScores(drawsOf(before, golden), drawsOf(after, golden));
      if (scores === undefined) return [];
      const percents = [...percentsOf(scores[0], before.length), ...percentsOf(scores[1], after.length)];
      return [{ golden, percents }];
    }),
  };
}

function percentsOf(scores: readonly Score[], runs: number): number[] {
  const sums = Array.from({ length: runs }, () => ({ sum: 0, draws: 0 }));
  for (const { run, score } of scores) {
    const entry = sums[run] as (typeof sums)[number];
    entry.sum += score;
    entry.draws++;
  }
  return sums.map(({ sum, draws }) => (draws === 0 ? -1 : Math.round((100 * sum) / draws)));
}
