const logSqrt2Pi = 0.5 * Math.log(2 * Math.PI);

/**
 * ln P(X > x) for a standard normal X, to about 14 digits, without underflow however large x is.
 *
 * Source: Abramowitz and Stegun (1964), 26.2.11 (series) and 26.2.14 (continued fraction).
 *
 * @example logUpperTail(1.96) // -3.68896
 */
export function logUpperTail(x: number): number {
  if (x < 0) return Math.log1p(-Math.exp(logUpperTail(-x)));
  const logDensity = -0.5 * x * x - logSqrt2Pi;
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let k = 3; term > 1e-17 * sum; k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return Math.log(0.5 - Math.exp(logDensity) * sum);
  }
  let fraction = 0;
  for (let k = 80; k > 0; k--) fraction = k / (x + fraction);
  return logDensity - Math.log(x + fraction);
}

/**
 * The x with ln P(X > x) = `logTail`, for a standard normal X.
 *
 * @param logTail below 0; -Infinity gives Infinity.
 *
 * @example upperTailQuantile(Math.log(0.025)) // 1.95996
 */
export function upperTailQuantile(logTail: number): number {
  if (logTail === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const half = -Math.LN2;
  // By symmetry only the upper half is ever solved for, where ln P(X > x) is concave and Newton's steps cannot overshoot twice.
  if (logTail > half) return -upperTailQuantile(Math.log1p(-Math.exp(logTail)));
  let x = Math.sqrt(Math.max(0, -2 * (logTail - half)));
  for (let i = 0; i < 40; i++) {
    const value = logUpperTail(x);
    const slope = -Math.exp(-0.5 * x * x - logSqrt2Pi - value);
    const step = (value - logTail) / slope;
    x -= step;
    if (Math.abs(step) < 1e-13 * (1 + x)) break;
  }
  return x;
}
