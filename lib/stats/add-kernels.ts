/**
 * The sum of two kernels over the same units, each centred (rows sum to 0) and in units of the root mean square of its pairs,
 * so that neither drowns the other.
 *
 * @param a n x n, symmetric, row by row. A kernel in which nothing varies adds nothing.
 * @param weight of the second against the first; the root of how many kernels it is the sum of, if all shall have one say.
 *
 * Time O(n^2).
 *
 * @example addKernels(Float64Array.of(1, 0, 0, 1), Float64Array.of(0, 0, 0, 4), 2, 3) // [4, -4, -4, 4]
 */
export function addKernels(a: Float64Array, b: Float64Array, n: number, weight = 1): Float64Array {
  const sum = standardise(a, n);
  const second = standardise(b, n);
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + weight * (second[at] as number);
  return sum;
}

function standardise(kernel: Float64Array, n: number): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++, at++) sum += kernel[at] as number;
    means[i] = sum / n;
  }
  const mean = means.reduce((sum, value) => sum + value / n, 0);
  const centred = new Float64Array(n * n);
  let squares = 0;
  let own = 0;
  for (let i = 0, at = 0; i < n; i++) {
    const rest = mean - (means[i] as number);
    for (let j = 0; j < n; j++, at++) {
      const value = (kernel[at] as number) - (means[j] as number) + rest;
      centred[at] = value;
      if (i === j) own += Math.abs(value) / n;
      else squares += value * value;
    }
  }
  const scale = Math.sqrt(squares / (n * (n - 1)));
  const factor = scale > 1e-12 * own ? 1 / scale : 0;
  for (let at = 0; at < centred.length; at++) centred[at] = (centred[at] as number) * factor;
  return centred;
}
