import { incompleteBeta } from './beta.ts';
import { midranks } from './midranks.ts';
import { requireSample } from './require-sample.ts';

/**
 * Spearman's rank correlation of pairs, with a two-sided p-value for "no monotone relation".
 *
 * The p-value is that of Student's t with n - 2 degrees of freedom, an approximation that is good from about 10 pairs
 * on. Where one side does not vary there is no correlation to speak of: 0 with p-value 1.
 *
 * @param x at least 3 finite values.
 * @param y as many finite values.
 * @throws {RangeError} for fewer, unequal lengths, or a value that is not finite.
 *
 * @example spearman([1, 2, 3, 4], [1, 3, 2, 4]) // { correlation: 0.8, pValue: 0.2 }
 */
export function spearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { readonly correlation: number; readonly pValue: number } {
  requireSample('x', x, 3);
  requireSample('y', y, 3);
  if (x.length !== y.length) throw new RangeError(`y has ${y.length} values, expected ${x.length} as x has`);
  const correlation = pearson(midranks(x).ranks, midranks(y).ranks);
  const freedom = x.length - 2;
  // P(|T| > t) is the incomplete beta at freedom / (freedom + t²), which is 1 - correlation².
  return { correlation, pValue: incompleteBeta((1 - correlation) * (1 + correlation), freedom / 2, 0.5) };
}

/**
 * Spearman's correlation of each value with the one `lag` places before it.
 *
 * @example rankAutocorrelation([1, 2, 3, 4, 5, 6]) // { correlation: 1, pValue: 0 }
 */
export function rankAutocorrelation(series: ArrayLike<number>, lag = 1): ReturnType<typeof spearman> {
  const values = Array.from(series);
  return spearman(values.slice(lag), values.slice(0, values.length - lag));
}

function pearson(x: Float64Array, y: Float64Array): number {
  const mean = (x.length + 1) / 2; // of midranks, whatever the ties
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - mean;
    const dy = (y[i] as number) - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
