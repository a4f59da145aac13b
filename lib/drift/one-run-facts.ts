import type { OneRunFact, RunRate } from '../domain/verdict/evidence.ts';
import { incompleteBeta } from '../stats/beta.ts';

/** Fewer reference runs than this say too little about what a run can show. */
const fewestRuns = 8;
/** Fewer answers than this are never told by themselves. */
const fewestAnswers = 3;
/** How improbable a run has to be even if the most extreme reference were the rule. */
const level = 1e-4;
/** Ends of answers are about length and numerics; latency of no one is judged. */
const ignored: ReadonlySet<string> = new Set(['stop']);

/**
 * What one run did that no reference came near, in refusals, empty answers, JSON, tool calls and failed expectations: the run
 * shows it in a larger (or smaller) share of its answers than any reference, and so much that even with the rate of the most
 * extreme reference (one more answer added) a run like it has a chance under 1 in 10,000.
 *
 * A rule, not a test of change: draws of one run depend on each other, so the chance is not exact. On simulated endpoints that
 * never change, with an intraclass correlation of 0.2, it told of none in 20,000 runs at a usual rate of 20 %, and of 5 in 1,000
 * at one of 2 %, where the spread of rates has a long tail.
 *
 * @param rates of the run, pooled over goldens.
 * @param references rates of earlier runs, without those that were such runs themselves: the second one is told, too.
 */
export function oneRunFacts(
  rates: readonly RunRate[],
  references: readonly (readonly RunRate[])[],
): readonly OneRunFact[] {
  if (references.length < fewestRuns) return [];
  return rates.flatMap((rate): OneRunFact[] => {
    if (rate.golden !== undefined || rate.draws === 0 || (rate.kind === 'property' && ignored.has(rate.name)))
      return [];
    const past = references.flatMap((run) => run.filter(({ name, kind }) => name === rate.name && kind === rate.kind));
    if (past.length < fewestRuns) return [];
    const most = past.reduce((a, b) => (share(b) > share(a) ? b : a));
    const least = past.reduce((a, b) => (share(b) < share(a) ? b : a));
    const above = isBeyond(rate.count, rate.draws, most.count, most.draws);
    const below = isBeyond(rate.draws - rate.count, rate.draws, least.draws - least.count, least.draws);
    if (!above && !below) return [];
    const { count, draws } = above ? most : least;
    const { name, kind = 'expectation' } = rate;
    return [{ name, kind, count: rate.count, draws: rate.draws, nearest: { count, draws, runs: past.length } }];
  });
}

function share({ count, draws }: RunRate): number {
  return draws === 0 ? 0 : count / draws;
}

function isBeyond(count: number, draws: number, nearestCount: number, nearestDraws: number): boolean {
  const rate = (nearestCount + 1) / (nearestDraws + 1);
  if (count < fewestAnswers || rate >= 1 || count / draws <= rate) return false;
  // Twice what the nearest showed: draws of one run are not independent, and a binomial tail alone would trust them.
  // P(X >= count) of a binomial variable.
  return count >= 2 * nearestCount && incompleteBeta(rate, count, draws - count + 1) < level;
}
