import { mean } from '../stats/mean.ts';
import type { Score } from './cross-scores.ts';

export interface Estimate {
  readonly value: number;
  /** Of `value`, from how much runs (or the draws of a single run) differ. */
  readonly variance: number;
}

/** How much higher the scores are after than before. */
export function goldenEstimate(was: readonly Score[], is: readonly Score[]): Estimate {
  const [before, after] = [meanOverRuns(was), meanOverRuns(is)];
  return { value: after.value - before.value, variance: after.variance + before.variance };
}

/** Mean over draws; variance of the mean from the differences between runs, or between draws where there is one run. */
function meanOverRuns(scores: readonly Score[]): Estimate {
  const runs = new Map<number, { sum: number; draws: number }>();
  const single = new Set(scores.map(({ run }) => run)).size === 1;
  scores.forEach(({ run, score }, i) => {
    const unitOf = single ? i : run;
    const entry = runs.get(unitOf) ?? { sum: 0, draws: 0 };
    runs.set(unitOf, { sum: entry.sum + score, draws: entry.draws + 1 });
  });
  const value = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  let squares = 0;
  for (const { sum, draws } of runs.values()) squares += (sum - draws * value) ** 2;
  const freedom = runs.size > 1 ? runs.size / (runs.size - 1) : 1;
  return { value, variance: (squares / scores.length ** 2) * freedom };
}

/**
 * Draws noisy estimates to their mean: each keeps of its distance the share that is not noise, judging by how much more
 * all of them differ than their own variances explain (empirical Bayes).
 */
export function shrink(estimates: readonly Estimate[]): number[] {
  const middle = mean(estimates.map(({ value }) => value));
  const spread = mean(estimates.map(({ value }) => (value - middle) ** 2));
  const real = Math.max(0, spread - mean(estimates.map(({ variance }) => variance)));
  return estimates.map(({ value, variance }) =>
    variance === 0 ? value : middle + ((value - middle) * real) / (real + variance),
  );
}
