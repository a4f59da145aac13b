import type { Interval } from '../domain/interval.ts';
import { studentTwoSided } from '../stats/student-t.ts';

/** One group of resampled units: the variance that its resampling gives to the statistic, and how many units it has. */
export interface GroupSpread {
  readonly variance: number;
  readonly units: number;
}

/**
 * A percentile interval made as wide as few units ask for. Resampling n units gives only (n - 1) / n of the variance,
 * percentiles take it for known (Student's t does not), and a handful of runs may agree by chance: where both sides are
 * single groups of runs, the smaller one is taken to vary from run to run at least as much as the larger one.
 *
 * Leaves intervals as they are, nearly, from some 30 units a side on.
 */
export function widenedInterval(
  { estimate, low, high }: Interval,
  sides: readonly [readonly GroupSpread[], readonly GroupSpread[]],
): Interval {
  const groups = borrowSpread(sides).filter(({ variance, units }) => units > 1 && variance > 0);
  if (groups.length === 0) return { estimate, low, high };
  const variance = groups.reduce((sum, group) => sum + group.variance, 0);
  // Degrees of freedom by Welch and Satterthwaite.
  const freedom = variance ** 2 / groups.reduce((sum, group) => sum + group.variance ** 2 / (group.units - 1), 0);
  const half = studentTwoSided(0.05, freedom) * Math.sqrt(variance);

  const resampled = sides.flat().reduce((sum, group) => sum + group.variance, 0);
  if (resampled === 0) return { estimate, low: estimate - half, high: estimate + half };
  const wider = half / (studentTwoSided(0.05, 1e6) * Math.sqrt(resampled));
  return { estimate, low: estimate - wider * (estimate - low), high: estimate + wider * (high - estimate) };
}

/** Unbiased variances; that of the smaller of two groups of runs at least what the spread of the larger one makes it. */
function borrowSpread(sides: readonly [readonly GroupSpread[], readonly GroupSpread[]]): GroupSpread[] {
  const unbiased = sides.flat().map(({ variance, units }) => ({
    variance: units > 1 ? (variance * units) / (units - 1) : 0,
    units,
  }));
  const [one, other] = unbiased;
  if (unbiased.length !== 2 || one === undefined || other === undefined || one.units === other.units) return unbiased;
  const [smaller, larger] = one.units < other.units ? [one, other] : [other, one];
  const ofLarger = (larger.variance * larger.units) / smaller.units;
  return [larger, smaller.variance >= ofLarger ? smaller : { variance: ofLarger, units: larger.units }];
}
