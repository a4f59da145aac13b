import { type Random, shuffleInPlace } from '../domain/random.ts';

const permutations = 999;
/** A baseline that is called split though it is not: one in 200. It then only takes longer to learn. */
const level = 0.005;
/** Fewer runs than this on one side are outliers, not another distribution. */
const fewestRuns = 3;

/**
 * Whether a baseline changed while it was learned: ranks against a baseline that holds two distributions are all wrong.
 * Looks for the cut in time with the largest distance between the mean sketches of both sides, and compares it with the
 * largest one in random orders of the same runs.
 *
 * Null: the runs are exchangeable. The p-value is (1 + #{permuted >= observed}) / 1,000, exact for any distribution.
 *
 * @param kernel runs x runs, row by row, in order of time: how alike they are (`sketchKernel`).
 * @returns how many runs stand before the cut; `undefined` where none is needed.
 *
 * Time O(runs^2 permutations).
 */
export function baselineSplit(kernel: Float64Array, runs: number, random: Random): number | undefined {
  if (runs < 2 * fewestRuns) return undefined;
  const gram = Array.from({ length: runs }, (_, i) => kernel.subarray(i * runs, (i + 1) * runs));
  const order = Array.from({ length: runs }, (_, i) => i);
  const observed = largestCut(gram, order);
  let asLarge = 1;
  const shuffled = [...order];
  for (let i = 0; i < permutations; i++)
    if (largestCut(gram, shuffleInPlace(shuffled, random)).distance >= observed.distance) asLarge++;
  return asLarge / (permutations + 1) <= level ? observed.before : undefined;
}

/** The largest k (n - k) / n |mean of the first k - mean of the rest|^2, from sums over the corner of the Gram matrix. */
function largestCut(gram: readonly Float64Array[], order: readonly number[]): { distance: number; before: number } {
  const n = order.length;
  const rowSums = order.map((i) => (gram[i] as Float64Array).reduce((sum, x) => sum + x, 0));
  const total = rowSums.reduce((sum, x) => sum + x, 0);
  let inside = 0; // sum over pairs of runs before the cut
  let rows = 0; // sum over pairs with at least the first before the cut
  let best = { distance: Number.NEGATIVE_INFINITY, before: 0 };
  for (let k = 1; k < n; k++) {
    const row = gram[order[k - 1] as number] as Float64Array;
    for (let j = 0; j < k - 1; j++) inside += 2 * (row[order[j] as number] as number);
    inside += row[order[k - 1] as number] as number;
    rows += rowSums[k - 1] as number;
    if (k < fewestRuns || n - k < fewestRuns) continue;
    const across = rows - inside;
    const after = total - inside - 2 * across;
    const squared = inside / k ** 2 + after / (n - k) ** 2 - (2 * across) / (k * (n - k));
    const distance = ((k * (n - k)) / n) * squared;
    if (distance > best.distance) best = { distance, before: k };
  }
  return best;
}
