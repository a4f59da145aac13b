import type { Random } from '../domain/random.ts';
import { shuffleInPlace } from '../domain/random.ts';
import { innerProduct } from '../stats/inner-product.ts';
import type { WindowGroup } from '../stats/window-sums.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Before a calibration set spans so many days, and holds so many runs, an hour cannot be told from a trend. */
const fewest = { days: 2, runs: 40 };
/** Waves of a day, half a day and a third of one. */
const harmonics = 3;
/** A rhythm is seen where none of so many random orders of the hours fits as well: by chance, once in 100 calibration sets. */
const orders = 99;

/**
 * The rhythm of a day as columns over runs: sines and cosines of the hour (UTC), orthonormal and without their mean. Latency
 * and cached tokens are no such columns: a change may come with them.
 *
 * @param times ISO times of the runs, oldest first.
 * @returns up to 6 columns; none where the runs span under 2 days, are fewer than 40, or come at one hour.
 */
export function dailyWaves(times: readonly string[]): readonly Float64Array[] {
  const n = times.length;
  const at = Float64Array.from(times, (time) => Date.parse(time));
  const span = Math.max(...at) - Math.min(...at);
  if (n < fewest.runs || span < fewest.days * dayMs) return [];
  const mean = new Float64Array(n).fill(1 / Math.sqrt(n));
  const basis = [mean];
  for (let k = 1; k <= harmonics; k++)
    for (const wave of [Math.cos, Math.sin]) {
      const column = at.map((time) => wave((2 * Math.PI * k * (time % dayMs)) / dayMs));
      // Twice, as rounding in the first pass leaves what runs of few different hours have in common.
      const rest = valuesWithout(valuesWithout(column, basis), basis);
      const length = Math.sqrt(innerProduct(rest, rest));
      if (length > 1e-6 * Math.sqrt(n)) basis.push(rest.map((value) => value / length));
    }
  return basis.slice(1);
}

/**
 * Whether runs of one hour are more alike than others, in all kernels and scores of a calibration set together. Null: hours have nothing
 * to do with what runs say; then it is true with chance 0.01. Depends on the runs and their hours, not on their order.
 *
 * Time O(runs^2 x 5) where there is no rhythm, O(runs^2 x 100) where there is one.
 */
export function hasRhythm(groups: readonly WindowGroup[], waves: readonly Float64Array[], random: Random): boolean {
  const n = waves[0]?.length ?? 0;
  if (n === 0) return false;
  const alike = likeness(groups, n);
  const near = new Float64Array(n * n);
  for (const wave of waves) addProducts(near, wave, 1);
  const order = Array.from({ length: n }, (_, i) => i);
  const hoursAgree = () => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = (order[i] as number) * n;
      for (let j = 0; j < i; j++) sum += (near[row + (order[j] as number)] as number) * (alike[i * n + j] as number);
    }
    return sum;
  };
  const observed = hoursAgree();
  for (let k = 0; k < orders; k++) {
    shuffleInPlace(order, random);
    if (hoursAgree() >= observed) return false;
  }
  return true;
}

/** How alike runs are (n x n, row by row): the sum of all kernels, and of the products of all scores. */
export function likeness(groups: readonly WindowGroup[], n: number): Float64Array {
  const sum = new Float64Array(n * n);
  const scores = groups.filter(({ kind }) => kind === 'scores').length;
  for (const group of groups)
    if (group.kind === 'kernel')
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (group.pairs[i] as number);
    else if (group.kind === 'scores') addProducts(sum, group.scores, 1 / Math.sqrt(scores));
  return sum;
}

function addProducts(to: Float64Array, values: Float64Array, weight: number): void {
  const n = values.length;
  for (let i = 0; i < n; i++) {
    const a = weight * (values[i] as number);
    for (let j = 0; j < n; j++) to[i * n + j] = (to[i * n + j] as number) + a * (values[j] as number);
  }
}

/** What is left of a kernel (n x n, row by row, symmetric) without orthonormal columns. Time O(n^2 columns). */
export function kernelWithout(kernel: Float64Array, n: number, columns: readonly Float64Array[]): Float64Array {
  const rest = kernel.slice();
  for (const column of columns) {
    const by = Float64Array.from({ length: n }, (_, i) => innerProduct(rest.subarray(i * n, (i + 1) * n), column));
    const both = innerProduct(by, column);
    for (let i = 0; i < n; i++) {
      const [a, b] = [by[i] as number, column[i] as number];
      for (let j = 0; j < n; j++)
        rest[i * n + j] =
          (rest[i * n + j] as number) -
          a * (column[j] as number) -
          b * (by[j] as number) +
          both * b * (column[j] as number);
    }
  }
  return rest;
}

/** What is left of values without orthonormal columns. */
export function valuesWithout(values: Float64Array, columns: readonly Float64Array[]): Float64Array {
  const rest = values.slice();
  for (const column of columns) {
    const by = innerProduct(rest, column);
    for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - by * (column[i] as number);
  }
  return rest;
}
