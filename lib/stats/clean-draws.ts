import { logEvidenceBelow, type RateCount } from './rate-evidence.ts';

/** More than anybody would draw: where the search for a number of draws gives up. */
const mostDraws = 2 ** 30;

/**
 * Clean draws that would show a rate below `bound` if their number is fixed beforehand and none of them fails: the
 * smallest n with (1 - bound)^n <= alpha. The rule of three: about 3 / bound at 95 %.
 *
 * @param bound between 0 and 1, exclusive.
 *
 * @example cleanDrawsAtOnce(0.01) // 299
 */
export function cleanDrawsAtOnce(bound: number, confidence = 0.95): number {
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-bound) - 1e-12);
}

/**
 * Further draws, all of them clean, after which the evidence of `logEvidenceBelow` would suffice; 0 if it does already.
 * A little more than `cleanDrawsAtOnce`, which is the price of being allowed to look after every draw.
 *
 * @returns Infinity beyond 2^30.
 *
 * @example cleanDrawsLeft({ failures: 0, draws: 100 }, { bound: 0.01, confidence: 0.95 }) // 228
 */
export function cleanDrawsLeft(
  { failures, draws }: RateCount,
  { bound, confidence }: { readonly bound: number; readonly confidence: number },
): number {
  const enough = (more: number) =>
    logEvidenceBelow({ failures, draws: draws + more }, bound) >= -Math.log1p(-confidence);
  if (enough(0)) return 0;
  let high = 1; // every clean draw adds to the evidence, so the first sufficient number can be found by halving
  while (!enough(high)) {
    high *= 2;
    if (high > mostDraws) return Number.POSITIVE_INFINITY;
  }
  let low = high >> 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
