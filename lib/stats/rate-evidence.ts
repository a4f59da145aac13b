import { incompleteBeta } from './beta.ts';
import { logAddExp } from './log-add-exp.ts';
import { logGamma } from './log-gamma.ts';
import { requireBetween } from './require-sample.ts';

/** Draws so far, and how many of them failed. */
export interface RateCount {
  readonly failures: number;
  readonly draws: number;
}

/** Share of the stake that lies on "it never fails": the rest pays while failures are rare but there. */
const stakeOnNever = 0.5;

/**
 * Evidence that failures are rarer than `bound`, as the natural log of an e-process: while the rate is `bound` or more,
 * the chance that it *ever* reaches ln(1 / alpha) is at most alpha, however often one looks and whenever one stops.
 *
 * It is the likelihood ratio against a rate of exactly `bound`, with the alternative mixed over "never" (weight 1/2) and
 * over the rates below the bound (Jeffreys' prior, cut off at the bound). Every likelihood ratio of a rate below the
 * bound has an expectation of at most 1 under any rate of at least `bound`, and so has a mixture of them.
 *
 * Assumes that at every draw the chance to fail, given all draws before, is at least `bound` under the null; draws need
 * not be independent for that, but a service that is in a good minute can look better than it is.
 *
 * @param bound between 0 and 1, exclusive.
 * @returns finite, or -Infinity where the counts all but rule the claim out.
 * @throws {RangeError} outside those ranges.
 *
 * Constant cost. Source: Robbins (1970); Howard, Ramdas, McAuliffe and Sekhon (2021), beta-binomial mixture.
 *
 * @example logEvidenceBelow({ failures: 0, draws: 500 }, 0.01) // 4.6649
 */
export function logEvidenceBelow({ failures, draws }: RateCount, bound: number): number {
  requireCount(failures, draws);
  requireBound(bound);
  const never = failures === 0 ? -draws * Math.log1p(-bound) : Number.NEGATIVE_INFINITY;
  const logPosterior = Math.log(incompleteBeta(bound, failures + 0.5, draws - failures + 0.5));
  const logPrior = Math.log(incompleteBeta(bound, 0.5, 0.5));
  const rare = logMixedRatio(failures, draws, bound) + logPosterior - logPrior;
  return logAddExp(Math.log(stakeOnNever) + never, Math.log1p(-stakeOnNever) + rare);
}

/**
 * Evidence that failures are more frequent than `bound`: the same for the other side, mixed over the rates above the
 * bound (Jeffreys' prior, cut off at the bound). While the rate is `bound` or less, the chance that it ever reaches
 * ln(1 / alpha) is at most alpha.
 *
 * @example logEvidenceAbove({ failures: 30, draws: 500 }, 0.01) // 26.1262
 */
export function logEvidenceAbove({ failures, draws }: RateCount, bound: number): number {
  requireCount(failures, draws);
  requireBound(bound);
  const logPosterior = Math.log(incompleteBeta(1 - bound, draws - failures + 0.5, failures + 0.5));
  const logPrior = Math.log(incompleteBeta(1 - bound, 0.5, 0.5));
  return logMixedRatio(failures, draws, bound) + logPosterior - logPrior;
}

/**
 * Interval for a rate that holds at every number of draws at once: whenever one stops, and for whatever reason, it
 * covers the true rate with at least the stated probability. That makes it about two thirds wider than an exact
 * interval for 200 draws, the number of which was fixed beforehand.
 *
 * It holds the rates which the mixture over all rates (Jeffreys' prior) has not yet beaten by 1 / alpha. Assumes
 * independent draws with one common rate.
 *
 * @param confidence between 0 and 1, exclusive.
 * @returns ends accurate to 1e-9; 0 to 1 for no draws, with an estimate of NaN.
 *
 * Source: Ville's inequality for the beta-binomial mixture, as above.
 *
 * @example rateSequence({ failures: 4, draws: 100 }) // { estimate: 0.04, low: 0.0042, high: 0.1398 }
 */
export function rateSequence(
  count: RateCount,
  confidence = 0.95,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const { failures, draws } = count;
  requireCount(failures, draws);
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence is ${confidence}, expected more than 0 and less than 1`);
  const threshold = -Math.log1p(-confidence);
  // Convex in the rate, with its minimum at the estimate: one end on each side.
  const isBeaten = (rate: number) => logMixedRatio(failures, draws, rate) >= threshold;
  const estimate = failures / draws;
  return {
    estimate,
    low: failures === 0 ? 0 : crossing(isBeaten, 0, estimate),
    high: failures === draws ? 1 : crossing(isBeaten, 1, estimate),
  };
}

/** The rate between a beaten one and one that is not where that changes. */
function crossing(isBeaten: (rate: number) => boolean, beaten: number, standing: number): number {
  let [out, inside] = [beaten, standing];
  while (Math.abs(inside - out) > 1e-9) {
    const middle = (inside + out) / 2;
    if (isBeaten(middle)) out = middle;
    else inside = middle;
  }
  return out;
}

/** ln of the likelihood, mixed over all rates by Jeffreys' prior, over the likelihood at `rate`. */
function logMixedRatio(failures: number, draws: number, rate: number): number {
  const clean = draws - failures;
  return (
    logBeta(failures + 0.5, clean + 0.5) -
    logBeta(0.5, 0.5) -
    (failures === 0 ? 0 : failures * Math.log(rate)) -
    (clean === 0 ? 0 : clean * Math.log1p(-rate))
  );
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

function requireCount(failures: number, draws: number): void {
  if (!(Number.isInteger(draws) && draws >= 0))
    throw new RangeError(`draws is ${draws}, expected a whole number from 0 on`);
  if (!Number.isInteger(failures)) throw new RangeError(`failures is ${failures}, expected a whole number`);
  requireBetween('failures', failures, 0, draws);
}

function requireBound(bound: number): void {
  if (!(bound > 0 && bound < 1)) throw new RangeError(`bound is ${bound}, expected more than 0 and less than 1`);
}
