import { logGamma } from './log-gamma.ts';
import { requireBetween } from './require-sample.ts';

/**
 * Upper tail of the chi-squared distribution.
 *
 * @param x from 0 on.
 * @param degreesOfFreedom above 0.
 * @returns the probability of a value above `x`; relative error under 1e-10.
 * @throws {RangeError} outside those ranges.
 *
 * @example chiSquaredUpperTail(3.841, 1) // 0.0500
 */
export function chiSquaredUpperTail(x: number, degreesOfFreedom: number): number {
  requireBetween('x', x, 0, Number.MAX_VALUE);
  requireBetween('degreesOfFreedom', degreesOfFreedom, Number.MIN_VALUE, Number.MAX_VALUE);
  const shape = degreesOfFreedom / 2;
  const half = x / 2;
  if (half === 0) return 1;
  const front = Math.exp(shape * Math.log(half) - half - logGamma(shape));
  return half < shape + 1 ? 1 - front * lowerSeries(half, shape) : front * upperFraction(half, shape);
}

/** Series of the lower incomplete gamma function (DLMF 8.7.1), without its front factor. */
function lowerSeries(x: number, shape: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let i = 1; i < 100_000 && term > sum * 1e-17; i++) {
    term *= x / (shape + i);
    sum += term;
  }
  return sum;
}

/** Continued fraction of the upper incomplete gamma function (DLMF 8.9.2) by Lentz, without its front factor. */
function upperFraction(x: number, shape: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 100_000; i++) {
    const a = -i * (i - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}
