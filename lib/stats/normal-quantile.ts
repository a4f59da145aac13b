/**
 * The x with P(X <= x) = p for a standard normal X, with a relative error under 1.2e-9; for tables of many scores.
 *
 * @param p above 0 and below 1.
 *
 * Source: rational approximation by Acklam (2003).
 *
 * @example normalQuantile(0.975) // 1.95996
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(q, tail.numerator) / (1 + q * horner(q, tail.denominator));
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * horner(r, centre.numerator)) / (1 + r * horner(r, centre.denominator));
}

/** Coefficients from the constant one on. */
const centre = {
  numerator: [
    2.506628277459239, -3.066479806614716e1, 1.38357751867269e2, -2.759285104469687e2, 2.209460984245205e2,
    -3.969683028665376e1,
  ],
  denominator: [
    -1.328068155288572e1, 6.680131188771972e1, -1.556989798598866e2, 1.615858368580409e2, -5.447609879822406e1,
  ],
} as const;
const tail = {
  numerator: [
    2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838, -3.223964580411365e-1,
    -7.784894002430293e-3,
  ],
  denominator: [3.754408661907416, 2.445134137142996, 3.224671290700398e-1, 7.784695709041462e-3],
} as const;

function horner(x: number, coefficients: readonly number[]): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + (coefficients[i] as number);
  return value;
}
