/**
 * ln Σ exp(x_i), without overflow; -Infinity for no terms, as the logarithm of an empty sum.
 *
 * @param logs each finite or -Infinity; a NaN gives NaN.
 */
export function logSumExp(logs: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) {
    const x = logs[i] as number;
    if (Number.isNaN(x)) return Number.NaN;
    if (x > largest) largest = x;
  }
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < logs.length; i++) sum += Math.exp((logs[i] as number) - largest);
  return largest + Math.log(sum);
}

/** ln(exp(a) + exp(b)). */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return Number.isFinite(larger) ? larger + Math.log1p(Math.exp(Math.min(a, b) - larger)) : larger;
}
