import { normalQuantile } from './normal-quantile.ts';
import { normalScores } from './normal-scores.ts';
import { sortTogether } from './sort-together.ts';
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
  return { pairs: pairScores(kernel, n, scale), own: normalScores(own.map(round)).map((x) => round(weight * x)) };
}

/** An own entry counts at most as much as so many standard deviations of a pair. */
const mostOwn = 7;

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

/** Scores of pairs by their rank. A value is at most the root of the number of pairs: 32 bits hold it for up to 2,896 units. */
function pairScores(kernel: Float64Array, n: number, scale: number): Float64Array {
  const pairs = new Float64Array(n * n);
  if (scale === 0) return pairs;
  const count = (n * (n - 1)) / 2;
  const [values, places] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < i; j++, at++) {
      values[at] = Math.round(((kernel[i * n + j] as number) / scale) * resolution);
      places[at] = i * n + j;
    }
  const sorted = sortTogether(values, places);
  const scores = scoresOfSorted(sorted.values);
  for (let at = 0; at < count; at++) {
    const place = sorted.places[at] as number;
    const i = Math.floor(place / n);
    const score = scores[at] as number;
    pairs[place] = score;
    pairs[(place - i * n) * n + i] = score;
  }
  return pairs;
}

/** Normal scores of ascending values, equal ones sharing the score of their middle; centred, with variance 1. */
function scoresOfSorted(sorted: Int32Array): Float64Array {
  const count = sorted.length;
  const scores = new Float64Array(count);
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && sorted[end] === sorted[start]) end++;
    const score = quantileAt(start + end, count);
    for (let at = start; at < end; at++) scores[at] = score;
    start = end;
  }
  const { mean, deviation } = momentsOf(scores);
  for (let at = 0; at < count; at++)
    scores[at] = deviation > 0 ? round(((scores[at] as number) - mean) / deviation) : 0;
  return scores;
}

/** Quantiles that were asked for of the last number of pairs: the kernels of a calibration set share them. A cache: results never show it. */
let quantiles = { count: 0, known: new Float64Array() };

function quantileAt(twice: number, count: number): number {
  if (quantiles.count !== count) quantiles = { count, known: new Float64Array(2 * count).fill(Number.NaN) };
  const known = quantiles.known[twice] as number;
  if (!Number.isNaN(known)) return known;
  const found = normalQuantile(twice / 2 / count);
  quantiles.known[twice] = found;
  return found;
}

function round(value: number): number {
  return Math.round(value * resolution) / resolution;
}
