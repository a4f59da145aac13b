import { atLeast } from '../../../lib/stats/at-least.ts';
import { Labellings } from '../../../lib/stats/labellings.ts';
import { requireSample } from '../../../lib/stats/require-sample.ts';

export interface PermutationTestOptions {
  /** Larger means further from the null. Must not depend on the order inside a sample. */
  readonly statistic: (reference: readonly number[], current: readonly number[]) => number;
  /** Random relabellings, at least 1; where there are no more than that, all of them are used. */
  readonly permutations: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

export interface PermutationTestResult {
  /** Above 0, at most 1. */
  readonly pValue: number;
  readonly statistic: number;
  /** Whether every relabelling was used, so that the p-value has no Monte Carlo error. */
  readonly exact: boolean;
}

/**
 * Permutation test of the null "both samples come from one distribution".
 *
 * Hands out the labels of the pooled observations anew, in the original sample sizes, and counts how often the statistic
 * is at least the observed one. The observed labelling counts as one of them, so the p-value is never zero and the test
 * holds its level for any number of permutations.
 *
 * Assumes that the observations are exchangeable under the null: one number for each run, not for each draw of a run.
 *
 * @param reference baseline observations, at least 1, finite.
 * @param current observations under test, at least 1, finite, same unit as `reference`.
 * @throws {RangeError} if a sample is empty or holds a value that is not finite.
 *
 * Time O(permutations (n + m)) plus the statistic; memory O(n + m).
 * Source: Phipson and Smyth (2010), "Permutation p-values should never be zero".
 */
export function permutationTest(
  reference: readonly number[],
  current: readonly number[],
  { statistic, permutations, random }: PermutationTestOptions,
): PermutationTestResult {
  requireSample('reference', reference, 1);
  requireSample('current', current, 1);
  const pooled = [...reference, ...current];
  const labels = new Labellings([{ units: pooled.length, chosen: reference.length }], { permutations, random });
  const observed = statistic(reference, current);
  let asExtreme = 1; // the observed labelling itself
  while (labels.next()) {
    const chosen = new Set(labels.members[0]);
    const permuted = statistic(
      pooled.filter((_, i) => chosen.has(i)),
      pooled.filter((_, i) => !chosen.has(i)),
    );
    if (atLeast(permuted, observed)) asExtreme++;
  }
  return { pValue: asExtreme / labels.total, statistic: observed, exact: labels.exact };
}
