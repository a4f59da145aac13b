import { inverseIncompleteBeta } from './beta.ts';
import { requireBetween } from './require-sample.ts';

/**
 * Exact interval for a rate: covers the true one at least as often as stated, for any sample size.
 *
 * Assumes independent draws with one common rate. Draws of one run are correlated: for a rate over runs, the interval
 * is too narrow by the square root of the design effect.
 *
 * @param count draws that had the property, 0 to `draws`.
 * @param draws at least 1.
 * @param confidence between 0 and 1.
 * @throws {RangeError} outside those ranges.
 *
 * Source: Clopper and Pearson (1934).
 *
 * @example clopperPearson(4, 100) // { estimate: 0.04, low: 0.0110, high: 0.0993 }
 */
export function clopperPearson(
  count: number,
  draws: number,
  confidence = 0.95,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  if (!(Number.isInteger(draws) && draws >= 1))
    throw new RangeError(`draws is ${draws}, expected a whole number from 1 on`);
  if (!Number.isInteger(count)) throw new RangeError(`count is ${count}, expected a whole number`);
  requireBetween('count', count, 0, draws);
  requireBetween('confidence', confidence, 0, 1);
  const tail = (1 - confidence) / 2;
  return {
    estimate: count / draws,
    low: count === 0 ? 0 : inverseIncompleteBeta(tail, count, draws - count + 1),
    high: count === draws ? 1 : 1 - inverseIncompleteBeta(tail, draws - count, count + 1),
  };
}
