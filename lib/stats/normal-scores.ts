import { midranks } from './midranks.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Replaces values by the normal quantiles of their mid-ranks, Phi^-1((rank - 1/2) / n), centred: how far out a value is,
 * without its size, so that one outlier hides nothing.
 *
 * @param values finite numbers. Time O(n log n).
 *
 * Source: van der Waerden (1952), "Order tests for the two-sample problem and their power".
 *
 * @example normalScores([10, 20, 30]) // [-0.9674, 0, 0.9674]
 */
export function normalScores(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const scores = Float64Array.from(midranks(values).ranks, (rank) => normalQuantile((rank - 0.5) / n));
  let mean = 0;
  for (const score of scores) mean += score / n;
  return scores.map((score) => score - mean);
}
