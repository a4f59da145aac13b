import { logGamma } from './log-gamma.ts';
import { requireBetween } from './require-sample.ts';

/**
 * One-sided exact test of the null "both sides have one rate", against "the rate is higher on the second": the chance, given
 * how many there are on both sides together, that the second has at least as many as it has.
 *
 * Assumes independent draws on each side. Where draws of one run have something in common, the p-value is too small.
 *
 * @param was how many of the draws before, @param is and after, had the property; `draws` at least 1.
 * @returns above 0, at most 1.
 * @throws {RangeError} for a count outside 0 to `draws`.
 *
 * Time O(count). Source: Fisher (1934), "Statistical Methods for Research Workers", 5th edition, section 21.02.
 *
 * @example fisherExactGreater({ count: 0, draws: 96 }, { count: 3, draws: 8 }) // 0.00031
 */
export function fisherExactGreater(
  was: { readonly count: number; readonly draws: number },
  is: { readonly count: number; readonly draws: number },
): number {
  requireBetween('was.count', was.count, 0, was.draws);
  requireBetween('is.count', is.count, 0, is.draws);
  const all = was.count + is.count;
  const most = Math.min(all, is.draws);
  const total = logChoose(was.draws + is.draws, all);
  let sum = 0;
  for (let k = most; k >= is.count; k--)
    sum += Math.exp(logChoose(is.draws, k) + logChoose(was.draws, all - k) - total);
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

function logFactorial(n: number): number {
  return n < 2 ? 0 : logGamma(n + 1);
}
