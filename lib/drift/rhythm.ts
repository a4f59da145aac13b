import type { Random } from '../domain/random.ts';
import { shuffleInPlace } from '../domain/random.ts';
import { innerProduct } from '../stats/inner-product.ts';
import type { WindowGroup } from '../stats/window-sums.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A rhythm of the clock: how long one period is, what a set of runs has to span, and how fine it is seen. */
interface Period {
  readonly ms: number;
  /** What the runs span, at least, and how many waves are taken out from then on: the period itself, half of it, a third. */
  readonly from: readonly { readonly spanMs: number; readonly runs: number; readonly harmonics: number }[];
}

/** With a day and a quarter only the wave of a whole day is known; that much is learned while a usual baseline is. */
const day: Period = {
  ms: dayMs,
  from: [
    { spanMs: 2 * dayMs, runs: 40, harmonics: 3 },
    { spanMs: 1.25 * dayMs, runs: 28, harmonics: 1 },
  ],
};
const week: Period = { ms: 7 * dayMs, from: [{ spanMs: 14 * dayMs, runs: 60, harmonics: 2 }] };

/**
 * Only runs that are so many periods apart tell a rhythm: neighbours are alike for other reasons, of which a change is one. A
 * change, or a trend, makes runs of the same hour on different days unlike.
 */
const fewestPeriods = 0.75;
/** A rhythm is seen where none of so many random orders of the hours fits as well: by chance, once in 100 sets. */
const orders = 99;

/** A rhythm as columns over runs, and which pairs of runs can show it. */
export interface Waves {
  /** Sines and cosines of the time (UTC), orthonormal and without their mean; n each. */
  readonly columns: readonly Float64Array[];
  /** ISO times of the runs, as numbers. */
  readonly times: Float64Array;
  readonly apartMs: number;
}

/**
 * The rhythms of a day and of a week that a set of runs is long enough to know. Latency and cached tokens are no such columns: a
 * change may come with them; runs with a warm cache are ranked within their own category instead.
 *
 * @param times ISO times of the runs, oldest first.
 * @returns up to 6 columns for the day, from 30 hours and 28 runs on, and up to 4 for the week, from 14 days and 60 runs on; fewer
 *   where runs come at few hours.
 */
export function clockWaves(times: readonly string[]): readonly Waves[] {
  const at = Float64Array.from(times, (time) => Date.parse(time));
  return [day, week].flatMap((period) => {
    const columns = columnsOf(at, period);
    return columns.length === 0 ? [] : [{ columns, times: at, apartMs: fewestPeriods * period.ms }];
  });
}

function columnsOf(at: Float64Array, { ms, from }: Period): readonly Float64Array[] {
  const n = at.length;
  const span = Math.max(...at) - Math.min(...at);
  const known = from.find(({ spanMs, runs }) => n >= runs && span >= spanMs);
  if (known === undefined) return [];
  const basis = [new Float64Array(n).fill(1 / Math.sqrt(n))];
  for (let k = 1; k <= known.harmonics; k++)
    for (const wave of [Math.cos, Math.sin])
      addColumn(
        basis,
        at.map((time) => wave((2 * Math.PI * k * (time % ms)) / ms)),
      );
  return basis.slice(1);
}

/** Adds what is left of a column without those that are there, if that is more than rounding. */
function addColumn(basis: Float64Array[], column: Float64Array): void {
  // Twice, as rounding in the first pass leaves what runs of few different hours have in common.
  const rest = valuesWithout(valuesWithout(column, basis), basis);
  const length = Math.sqrt(innerProduct(rest, rest));
  if (length > 1e-6 * Math.sqrt(column.length)) basis.push(rest.map((value) => value / length));
}

/** All columns of the rhythms that the numbers of a set show, orthonormal together. */
export function rhythmOf(
  groups: readonly WindowGroup[],
  waves: readonly Waves[],
  random: Random,
): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (const one of waves)
    if (hasRhythm(groups, one, random)) for (const column of one.columns) addColumn(basis, column);
  return basis;
}

/**
 * Whether runs of one hour (of the day, or of the week) are more alike than others, in all kernels and scores of a set together.
 * Null: hours have nothing to do with what runs say; then it is true with chance 0.01. Depends on the runs and their hours, not
 * on their order.
 *
 * Time O(runs^2 x 5) where there is no rhythm, O(runs^2 x 100) where there is one.
 */
export function hasRhythm(groups: readonly WindowGroup[], { columns, times, apartMs }: Waves, random: Random): boolean {
  const n = times.length;
  const alike = likeness(groups, n);
  const near = new Float64Array(n * n);
  for (const column of columns) addProducts(near, column, 1);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (Math.abs((times[i] as number) - (times[j] as number)) < apartMs) near[i * n + j] = 0;
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
