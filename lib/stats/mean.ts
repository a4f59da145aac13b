/**
 * The mean of a sample; 0 of an empty one.
 *
 * @example mean([1, 2, 6]) // 3
 */
export function mean(sample: ArrayLike<number>): number {
  const n = sample.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sample[i] as number;
  return n === 0 ? 0 : sum / n;
}
