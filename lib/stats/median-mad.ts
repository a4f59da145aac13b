import { requireBetween, requireSample } from './require-sample.ts';

/**
 * The value below which a share `probability` of the sample lies, interpolated between neighbours (type 7, as NumPy and
 * R do by default).
 *
 * @param sample at least 1 finite value, in any order.
 * @throws {RangeError} for an empty sample, a value that is not finite, or a probability outside 0 to 1.
 *
 * @example quantile([3, 1, 2, 4], 0.25) // 1.75
 */
export function quantile(sample: ArrayLike<number>, probability: number): number {
  requireSample('sample', sample, 1);
  requireBetween('probability', probability, 0, 1);
  return sortedQuantile(Float64Array.from(sample).sort(), probability);
}

/**
 * `quantile` of a sample that is sorted already.
 *
 * @example sortedQuantile([1, 2, 3, 4], 0.25) // 1.75
 */
export function sortedQuantile(sorted: ArrayLike<number>, probability: number): number {
  const place = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * The middle of a sample. @throws {RangeError} for an empty sample or a value that is not finite.
 *
 * @example median([3, 1, 2]) // 2
 */
export function median(sample: ArrayLike<number>): number {
  return quantile(sample, 0.5);
}

/**
 * Median and median absolute deviation. `mad` is scaled by 1.4826, so that it estimates the standard deviation of a
 * normal sample; it is 0 where more than half of the values are equal.
 *
 * @throws {RangeError} for an empty sample or a value that is not finite.
 *
 * @example medianMad([1, 2, 3, 10]) // { median: 2.5, mad: 1.4826 }
 */
export function medianMad(sample: ArrayLike<number>): { readonly median: number; readonly mad: number } {
  const middle = median(sample);
  return { median: middle, mad: 1.482602218505602 * median(Float64Array.from(sample, (x) => Math.abs(x - middle))) };
}
