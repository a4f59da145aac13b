import { describe, expect, it } from 'vitest';
import { Rarity } from '../../lib/stats/window-rarity.ts';
import { momentsOf } from '../../lib/stats/window-scales.ts';
import { type WindowGroup, WindowSums } from '../../lib/stats/window-sums.ts';
import { plainKernel } from './plain-kernel.ts';

/** Counts of eight runs, oldest first; the last two changed. */
const counts = [
  [0, 1, 2],
  [1, 0, 2],
  [0, 2, 1],
  [1, 1, 1],
  [2, 0, 1],
  [1, 1, 2],
  [5, 3, 0],
  [4, 4, 1],
];
const plain = [3, 1, 2, 2, 1, 3, 6, 7];
const n = 8;
const windows = [1, 2, 3, 4];

function centredKernel(): Float64Array {
  const means = [0, 1, 2].map((c) => counts.reduce((sum, row) => sum + (row[c] as number), 0) / n);
  const rows = counts.map((row) => row.map((x, c) => x - (means[c] as number)));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, c) => sum + x * (b[c] as number), 0);
  return Float64Array.from({ length: n * n }, (_, at) =>
    dot(rows[Math.floor(at / n)] as number[], rows[at % n] as number[]),
  );
}

function zScores(): Float64Array {
  const mean = plain.reduce((a, b) => a + b) / n;
  const deviation = Math.sqrt(plain.reduce((sum, y) => sum + (y - mean) ** 2, 0) / n);
  return Float64Array.from(plain, (y) => (y - mean) / deviation);
}

function* orderedWindows(size: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === size) yield taken;
  else for (let unit = 0; unit < n; unit++) if (!taken.includes(unit)) yield* orderedWindows(size, [...taken, unit]);
}

const kernel = plainKernel(centredKernel(), n);
const groups: readonly WindowGroup[] = [
  { kind: 'kernel', name: 'K', prior: 2 / 3, ...kernel, windows },
  { kind: 'scores', name: 'y', prior: 1 / 3, scores: zScores(), twoSided: true, windows },
];
const sums = new WindowSums(groups);
const newest = Int32Array.of(7, 6, 5, 4);
const orders = [...orderedWindows(4)].map((order) => Int32Array.from(order));
const rows = orders.map((order) => sums.of(order));
const moments = sums.cells.map(({ group, window }, cell) =>
  group === 0
    ? { ...momentsOf(rows.map((row) => row[cell] as number)), isTwoSided: false }
    : { mean: 0, deviation: Math.sqrt((window * (n - window)) / (n - 1)), skewness: 0, isTwoSided: true },
);
const close = (values: ArrayLike<number>, expected: readonly number[]) =>
  expected.forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 5);
  });

describe('the window test on its reference vectors', () => {
  it('conditions the kernel', () => {
    close(
      kernel.pairs.subarray(7 * n),
      [-1.437561, -1.504424, -0.702065, -0.768928, -0.835791, -0.835791, 3.04228, 3.04228],
    );
    const c = 1.300457;
    close(
      kernel.own.map((own) => own / c),
      [-0.334317, -0.468043, -0.468043, -1.136676, -0.735496, -1.00295, 2.473942, 1.671583],
    );
  });

  it('sums windows of the newest runs', () => {
    const observed = sums.of(newest);
    close(observed, [2.173821, 11.475636, 6.293272, 3.264029, 1.855921, 3.232895, 3.173027, 2.155264]);
  });

  it('knows the moments of all windows', () => {
    expect(rows).toHaveLength(1680);
    close(
      moments.slice(0, 4).map((moment) => moment?.mean as number),
      [0, -0.391628, -1.174884, -2.349767],
    );
    close(
      moments.slice(0, 4).map((moment) => moment?.deviation as number),
      [1.612735, 2.453492, 2.903647, 2.974255],
    );
    close(
      moments.slice(0, 4).map((moment) => moment?.skewness as number),
      [1.094158, 3.989235, 1.846751, 0.573096],
    );
  });

  it('puts all sums on one scale, and finds the two that changed at the smallest p-value there is', () => {
    const rarity = new Rarity(sums, moments, false);
    const observed = sums.of(newest);
    const rarities = Array.from(observed, (sum, cell) => rarity.of(cell, sum));
    close(rarities, [2.31924, 5.201323, 3.62437, 3.149797, 2.757271, 4.301894, 3.500248, 1.870857]);
    const best = rarity.largest(observed);
    expect(best.statistic).toBeCloseTo(4.795858, 5);
    expect(best).toMatchObject({ group: 0, window: 2 });
    const thresholds = rarity.thresholds(best.statistic);
    expect(orders.filter((order) => sums.reaches(order, thresholds))).toHaveLength(60);
  });

  it('calls hardly anything rarer than one of all windows', () => {
    const rarity = new Rarity(sums, moments);
    [2.079, 3.332, 4.025, 4.248].forEach((cap, cell) => {
      // A tenth of what goes beyond still counts.
      for (const at of [cell, cell + 4]) {
        const [capped, free] = [rarity.of(at, 20), new Rarity(sums, moments, false).of(at, 20)];
        expect(free).toBeGreaterThan(cap);
        expect(capped).toBeCloseTo(cap + 0.1 * (free - cap), 2);
      }
    });
  });

  it('inverts its scale: a sum is at its threshold where it is exactly so rare', () => {
    const rarity = new Rarity(sums, moments);
    for (const statistic of [0.5, 1, 1.5, 2.5]) {
      const thresholds = rarity.thresholds(statistic);
      sums.cells.forEach(({ group }, cell) => {
        const threshold = thresholds.upper[cell] as number;
        if (!Number.isFinite(threshold)) return;
        const prior = Math.log(groups[group]?.prior as number);
        expect(rarity.of(cell, threshold) + prior).toBeCloseTo(statistic, 6);
      });
    }
  });
});
