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
  const [first, second] = [standardise(a, n), standardise(b, n)];
  return first.map((value, at) => value + weight * (second[at] as number));
}

function standardise(kernel: Float64Array, n: number): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < n; j++, at++) means[i] = (means[i] as number) + (kernel[at] as number) / n;
  const mean = means.reduce((sum, value) => sum + value / n, 0);
  const centred = new Float64Array(n * n);
  let squares = 0;
  let own = 0;
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < n; j++, at++) {
      const value = (kernel[at] as number) - (means[i] as number) - (means[j] as number) + mean;
      centred[at] = value;
      if (i === j) own += Math.abs(value) / n;
      else squares += value * value;
    }
  const scale = Math.sqrt(squares / (n * (n - 1)));
  return centred.map((value) => (scale > 1e-12 * own ? value / scale : 0));
}
