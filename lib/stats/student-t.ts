import { inverseIncompleteBeta } from './beta.ts';
import { requireBetween } from './require-sample.ts';

/**
 * The t that Student's distribution exceeds on either side with probability `outside`: 1.96 for 0.05 and many degrees of
 * freedom, 12.7 for one.
 *
 * @param outside between 0 and 1.
 * @param degreesOfFreedom above 0, need not be whole.
 * @throws {RangeError} outside those ranges.
 *
 * @example studentTwoSided(0.05, 10) // 2.22814
 */
export function studentTwoSided(outside: number, degreesOfFreedom: number): number {
  requireBetween('outside', outside, Number.MIN_VALUE, 1);
  // P(|T| > t) is the incomplete beta at freedom / (freedom + t²).
  const x = inverseIncompleteBeta(outside, degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}
