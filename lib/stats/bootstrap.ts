import { sortedQuantile } from './median-mad.ts';
import { requireBetween } from './require-sample.ts';

export interface BootstrapOptions {
  /** At least 1; 1,000 gives interval ends that are good to a few percent of their distance. */
  readonly resamples: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /** Between 0 and 1. */
  readonly confidence?: number;
}

/**
 * Percentile interval of a statistic from resampling whole units with replacement, each group among itself. The units
 * are what is independent: runs, not draws.
 *
 * Too narrow where a group has fewer than some 10 units, and of no width where each has one: say so to whoever reads it.
 *
 * @param groups number of units in each group, each at least 1.
 * @param statistic computes the statistic from the indices of the units that were drawn, one array for each group, as
 * long as the group. The arrays are used again for the next resample.
 * @throws {RangeError} for an empty group or an option outside its range.
 *
 * Cost: `resamples` times the statistic.
 */
export function bootstrapInterval(
  groups: readonly number[],
  statistic: (drawn: readonly Int32Array[]) => number,
  { resamples, random, confidence = 0.95 }: BootstrapOptions,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  if (!(Number.isInteger(resamples) && resamples >= 1))
    throw new RangeError(`resamples is ${resamples}, expected a whole number from 1 on`);
  requireBetween('confidence', confidence, 0, 1);
  groups.forEach((units, i) => {
    if (!(Number.isInteger(units) && units >= 1))
      throw new RangeError(`groups[${i}] has ${units} units, expected a whole number from 1 on`);
  });
  const drawn = groups.map((units) => Int32Array.from({ length: units }, (_, i) => i));
  const estimate = statistic(drawn);
  const statistics = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (const indices of drawn)
      for (let j = 0; j < indices.length; j++) indices[j] = Math.floor(random() * indices.length);
    statistics[i] = statistic(drawn);
  }
  statistics.sort();
  const tail = (1 - confidence) / 2;
  return { estimate, low: sortedQuantile(statistics, tail), high: sortedQuantile(statistics, 1 - tail) };
}
