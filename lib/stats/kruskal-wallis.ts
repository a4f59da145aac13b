import { chiSquaredUpperTail } from './chi-squared.ts';
import { midranks } from './midranks.ts';
import { requireSample } from './require-sample.ts';

/**
 * Kruskal-Wallis test of the null "all groups come from one distribution", e.g. scores by hour of the day.
 *
 * The p-value is that of chi-squared with one degree of freedom less than there are groups: an approximation that is
 * good from about 5 values a group on. Corrected for ties; where every value is the same, the p-value is 1.
 *
 * @param groups at least 2, each with at least 1 finite value.
 * @throws {RangeError} for fewer, an empty group, or a value that is not finite.
 *
 * @example kruskalWallis([[1, 2, 3], [4, 5, 6]]) // { statistic: 3.8571, pValue: 0.0495 }
 */
export function kruskalWallis(groups: readonly (readonly number[])[]): {
  readonly statistic: number;
  readonly pValue: number;
} {
  if (groups.length < 2) throw new RangeError(`groups has ${groups.length} entries, expected at least 2`);
  groups.forEach((group, i) => {
    requireSample(`groups[${i}]`, group, 1);
  });
  const { ranks, ties } = midranks(groups.flat());
  const n = ranks.length;
  let start = 0;
  let sum = 0;
  for (const group of groups) {
    let rankSum = 0;
    for (let i = start; i < start + group.length; i++) rankSum += ranks[i] as number;
    sum += rankSum ** 2 / group.length;
    start += group.length;
  }
  const untied = 1 - ties.reduce((total, t) => total + t ** 3 - t, 0) / (n ** 3 - n);
  if (!(untied > 0)) return { statistic: 0, pValue: 1 };
  const statistic = Math.max(0, ((12 / (n * (n + 1))) * sum - 3 * (n + 1)) / untied);
  return { statistic, pValue: chiSquaredUpperTail(statistic, groups.length - 1) };
}
