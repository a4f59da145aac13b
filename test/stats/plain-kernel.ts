import type { ConditionedKernel } from '../../lib/stats/conditioned-kernel.ts';
import { momentsOf } from '../../lib/stats/window-scales.ts';

/**
 * A centred kernel (n x n, row by row) in units of the root mean square of its pairs, with own entries weighed by the inverse of
 * their variance: what the reference vectors of the window test were computed with.
 */
export function plainKernel(kernel: Float64Array, n: number): ConditionedKernel {
  const diagonal = Float64Array.from({ length: n }, (_, i) => kernel[i * n + i] as number);
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  const scale = Math.sqrt((squares(kernel) - squares(diagonal)) / (n * (n - 1)));
  const { mean, deviation } = momentsOf(diagonal.map((value) => value / scale));
  const weight = deviation > 0 ? Math.min(50, 2 / deviation ** 2) : 0;
  return { pairs: kernel.map((value) => value / scale), own: diagonal.map((value) => weight * (value / scale - mean)) };
}
