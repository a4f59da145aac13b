import type { Interval } from '../domain/interval.ts';

/**
 * Clopper-Pearson interval of a proportion: `estimate` is count / draws, and the interval covers the true rate in at
 * least 95 % of repetitions, for any rate and any number of draws, if the draws are independent.
 *
 * @param count events, a whole number from 0 to `draws`.
 * @param draws a whole number; 0 gives the whole range 0 to 1 and an estimate of NaN.
 *
 * Ends are found by bisection to 1e-9; cost does not depend on `draws`.
 * Source: Clopper and Pearson (1934), in the form of quantiles of the beta distribution.
 */
export function exactInterval(count: number, draws: number): Interval {
  if (draws === 0) return { estimate: Number.NaN, low: 0, high: 1 };
  return {
    estimate: count / draws,
    low: count === 0 ? 0 : betaQuantile(0.025, count, draws - count + 1),
    high: count === draws ? 1 : betaQuantile(0.975, count + 1, draws - count),
  };
}

function betaQuantile(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (betaCdf(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised incomplete beta function I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8). */
function betaCdf(x: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a); // the fraction converges fast on this side only
  if (x === 0) return 0;
  const logFront = a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBeta(a, b);
  const d = (m: number) => {
    const k = Math.floor(m / 2);
    return m % 2 === 0
      ? (k * (b - k) * x) / ((a + m - 1) * (a + m))
      : (-(a + k) * (a + b + k) * x) / ((a + m - 1) * (a + m));
  };
  // Evaluated from the tail, which needs no guard against zero denominators; some sqrt(a + b) terms are enough.
  let fraction = 1;
  for (let m = 40 + 8 * Math.ceil(Math.sqrt(a + b)); m > 0; m--) fraction = 1 + d(m) / fraction;
  return Math.exp(logFront) / fraction;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series after shifting the argument above 8: relative error below 1e-12. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 8; z++) shift -= Math.log(z);
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z;
  return shift + (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series;
}
