import { normalQuantile } from './normal-quantile.ts';
import { normalScores } from './normal-scores.ts';
import { momentsOf } from './window-scales.ts';

/** A kernel over units, made ready for windows; see `conditionKernel`. */
export interface ConditionedKernel {
  /** n x n, row by row, 0 on the diagonal. */
  readonly pairs: Float64Array;
  readonly own: Float64Array;
}

const resolution = 2 ** 20;

/**
 * Makes a kernel ready for window sums: pairs, and the units' own entries, are replaced by their normal scores, so that a few
 * units far outside do not make every window that holds them look rare. Both estimate how far a window has moved, squared;
 * own entries are weighed by how well they are known against the pairs.
 *
 * Everything is rounded to multiples of 2^-20: sums of some thousands are exact, whatever the order of additions.
 *
 * @param kernel n x n, symmetric, row by row, centred (rows sum to 0).
 *
 * Time O(n^2 log n).
 */
export function conditionKernel(kernel: Float64Array, n: number): ConditionedKernel {
  const { own, scale } = ownOf(kernel, n);
  const { deviation } = momentsOf(own);
  const weight = scale > 0 && deviation > 0 ? Math.min(mostOwn, 2 / deviation) : 0;
  return { pairs: pairScores(kernel, n, scale), own: normalScores(own.map(rounded)).map((x) => rounded(weight * x)) };
}

/** An own entry counts at most as much as so many standard deviations of a pair. */
const mostOwn = 7;

/**
 * The kernel itself in units of the root mean square of its pairs, with own entries weighed by the inverse of their variance.
 * The locally most powerful form where nothing has heavy tails.
 */
export function plainKernel(kernel: Float64Array, n: number): ConditionedKernel {
  const { own, scale } = ownOf(kernel, n);
  const { deviation } = momentsOf(own);
  const weight = deviation > 0 ? Math.min(50, 2 / deviation ** 2) : 0;
  return { pairs: kernel.map((value) => value / scale), own: own.map((value) => weight * value) };
}

/** Own entries about their mean, in units of the root mean square of the pairs, which is 0 where nothing varies. */
function ownOf(kernel: Float64Array, n: number): { readonly own: Float64Array; readonly scale: number } {
  let squares = 0;
  let mean = 0;
  for (let i = 0; i < n; i++) {
    mean += (kernel[i * n + i] as number) / n;
    for (let j = 0; j < i; j++) squares += (kernel[i * n + j] as number) * (kernel[i * n + j] as number);
  }
  const scale = Math.sqrt((2 * squares) / (n * (n - 1)));
  const isFlat = !(scale > 1e-12 * mean);
  const own = Float64Array.from({ length: n }, (_, i) => (isFlat ? 0 : ((kernel[i * n + i] as number) - mean) / scale));
  return { own, scale: isFlat ? 0 : scale };
}

function pairScores(kernel: Float64Array, n: number, scale: number): Float64Array {
  const pairs = new Float64Array(n * n);
  if (scale === 0) return pairs;
  const values = new Float64Array((n * (n - 1)) / 2);
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < i; j++) values[at++] = rounded((kernel[i * n + j] as number) / scale);
  const sorted = values.slice().sort();
  const scores = scoresOfSorted(sorted);
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const score = scores[firstAtLeast(sorted, values[at++] as number)] as number;
      pairs[i * n + j] = score;
      pairs[j * n + i] = score;
    }
  return pairs;
}

/** Normal scores of ascending values, equal ones sharing the score of their middle; centred, with variance 1. */
function scoresOfSorted(sorted: Float64Array): Float64Array {
  const count = sorted.length;
  const scores = new Float64Array(count);
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && sorted[end] === sorted[start]) end++;
    scores.fill(normalQuantile((start + end) / 2 / count), start, end);
    start = end;
  }
  const { mean, deviation } = momentsOf(scores);
  return scores.map((score) => (deviation > 0 ? rounded((score - mean) / deviation) : 0));
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rounded(value: number): number {
  return Math.round(value * resolution) / resolution;
}
