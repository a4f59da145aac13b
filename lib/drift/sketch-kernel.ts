import { innerProduct } from '../stats/inner-product.ts';
import type { CalibrationRun } from './calibration-run.ts';
import { productUnit } from './calibration-run.ts';

/** How alike the runs of a calibration set are. */
export interface SketchKernel {
  /** n x n, row by row, centred: sum over goldens of centred products, each divided by its own spread. */
  readonly kernel: Float64Array;
  /** n x goldens, row by row: mean similarity to the other runs that have the golden; NaN where it is missing. */
  readonly cross: Float64Array;
}

/**
 * Compares the runs of a calibration set by the sketches of their answers. Goldens weigh by the inverse of their run-to-run spread, so
 * that a noisy one does not drown the others; one that never varied has no say until it does. A missing golden is neutral,
 * and the run's row is scaled up to what is present so that its noise is like that of the others.
 *
 * Symmetric in the runs: everything is a sum over whole numbers or over all pairs.
 *
 * @param runs the calibration set, oldest first, of `goldens` goldens each.
 * @param only places of the goldens that take part; all if left out.
 *
 * Time O(runs^2 goldens).
 */
export function sketchKernel(runs: readonly CalibrationRun[], goldens: number, only?: readonly number[]): SketchKernel {
  const n = runs.length;
  const present = new Uint8Array(n * goldens);
  const places = only ?? Array.from({ length: goldens }, (_, golden) => golden);
  runs.forEach(({ profiles }, i) => {
    for (const golden of places) if (profiles[golden] !== undefined) present[i * goldens + golden] = 1;
  });
  const { rowMeans, totals, counts, squares, cross } = means(runs, goldens, present);
  const spreads = spreadsOf(runs, { rowMeans, totals, counts, squares });
  const weights = goldenWeights(spreads);
  const kernel = weightedSum(runs, weights, present, rowMeans, totals);
  scaleToPresent(
    kernel,
    n,
    present,
    weights.map((weight, golden) => (weight * (spreads[golden] as number)) ** 2),
  );
  return { kernel, cross };
}

interface Means {
  /** n x goldens: mean product of a run with all runs that have the golden, itself included. */
  readonly rowMeans: Float64Array;
  /** Mean of those, a golden. */
  readonly totals: Float64Array;
  /** Runs that have each golden, and the sum of the squared products of all their pairs, each run with itself included. */
  readonly counts: Float64Array;
  readonly squares: Float64Array;
  readonly cross: Float64Array;
}

function means(runs: readonly CalibrationRun[], goldens: number, present: Uint8Array): Means {
  const n = runs.length;
  const sums = new Float64Array(n * goldens);
  const squares = new Float64Array(goldens);
  // A golden that a run lacks has products of 0. All sums are whole numbers, and exact.
  for (let i = 0; i < n; i++) {
    const { products, norms } = runs[i] as CalibrationRun;
    for (let golden = 0, a = i * goldens; golden < goldens; golden++, a++) {
      const norm = norms[golden] as number;
      sums[a] = (sums[a] as number) + norm;
      squares[golden] = (squares[golden] as number) + norm * norm;
    }
    for (let j = 0; j < i; j++) {
      let from = (runs[j] as CalibrationRun).slot * goldens;
      for (let golden = 0, a = i * goldens, b = j * goldens; golden < goldens; golden++, a++, b++, from++) {
        const value = products[from] as number;
        sums[a] = (sums[a] as number) + value;
        sums[b] = (sums[b] as number) + value;
        squares[golden] = (squares[golden] as number) + 2 * value * value;
      }
    }
  }
  const counts = new Float64Array(goldens);
  const totals = new Float64Array(goldens);
  for (let at = 0; at < sums.length; at++)
    if (present[at] === 1) {
      counts[at % goldens] = (counts[at % goldens] as number) + 1;
      totals[at % goldens] = (totals[at % goldens] as number) + (sums[at] as number);
    }
  const cross = new Float64Array(n * goldens).fill(Number.NaN);
  for (let at = 0; at < sums.length; at++) {
    if (present[at] === 0) continue;
    const count = counts[at % goldens] as number;
    const own = runs[Math.floor(at / goldens)]?.norms[at % goldens] as number;
    if (count > 1) cross[at] = (((sums[at] as number) - own) / (count - 1)) * productUnit;
    sums[at] = (sums[at] as number) / count;
  }
  for (let golden = 0; golden < goldens; golden++)
    totals[golden] = (counts[golden] as number) > 0 ? (totals[golden] as number) / (counts[golden] as number) ** 2 : 0;
  return { rowMeans: sums, totals, counts, squares, cross };
}

/** What is left of a sum of squares when its mean is taken away, under this share, is rounding. */
const rounding = 1e-12;

/**
 * Root mean square of the centred products of each golden over pairs of runs that have it. What centring takes from a sum
 * of squares is known from the means of the rows, so that no pair has to be looked at again.
 */
function spreadsOf(runs: readonly CalibrationRun[], of: Omit<Means, 'cross'>): Float64Array {
  const goldens = of.totals.length;
  return of.totals.map((total, golden) => {
    const count = of.counts[golden] as number;
    let centred = (of.squares[golden] as number) + count * count * total * total;
    let own = 0;
    for (let i = 0; i < runs.length; i++) {
      const mean = of.rowMeans[i * goldens + golden] as number;
      centred -= 2 * count * mean * mean;
      if (runs[i]?.profiles[golden] === undefined) continue;
      const diagonal = (runs[i]?.norms[golden] as number) - 2 * mean + total;
      own += diagonal * diagonal;
    }
    const pairs = centred - own;
    return pairs > rounding * (of.squares[golden] as number) ? Math.sqrt(pairs / (count * (count - 1))) : 0;
  });
}

/** Spreads far under that of most goldens are noise of a golden that hardly varies: it must not become the loudest. */
function goldenWeights(spreads: Float64Array): Float64Array {
  const sorted = spreads.filter((spread) => spread > 0).sort();
  const floor = 0.1 * (sorted[sorted.length >> 1] ?? 1);
  return spreads.map((spread) => (spread > 0 ? 1 / (spread + floor) : 0));
}

/** The kernel: weighted products, less what the means of both rows make of them. */
function weightedSum(
  runs: readonly CalibrationRun[],
  weights: Float64Array,
  present: Uint8Array,
  rowMeans: Float64Array,
  totals: Float64Array,
): Float64Array {
  const n = runs.length;
  const goldens = weights.length;
  const kernel = new Float64Array(n * n);
  const total = innerProduct(weights, totals);
  const means = Float64Array.from(runs, (_, i) =>
    innerProduct(weights, rowMeans.subarray(i * goldens, (i + 1) * goldens)),
  );
  const isWhole = Uint8Array.from(runs, (_, i) =>
    weights.every((weight, golden) => weight === 0 || present[i * goldens + golden] === 1) ? 1 : 0,
  );
  const shared = (i: number, j: number, values: Int16Array, from: number) => {
    let sum = 0;
    for (let golden = 0, a = i * goldens, b = j * goldens; golden < goldens; golden++, a++, b++)
      if (((present[a] as number) & (present[b] as number)) === 1)
        sum +=
          (weights[golden] as number) *
          ((values[from + golden] as number) -
            ((rowMeans[a] as number) + (rowMeans[b] as number)) +
            (totals[golden] as number));
    return sum;
  };
  for (let i = 0; i < n; i++) {
    const { products, norms } = runs[i] as CalibrationRun;
    for (let j = 0; j <= i; j++) {
      const from = j === i ? 0 : (runs[j] as CalibrationRun).slot * goldens;
      const values = j === i ? norms : products;
      let sum = 0;
      if (((isWhole[i] as number) & (isWhole[j] as number)) === 1) {
        for (let golden = 0; golden < goldens; golden++)
          sum += (weights[golden] as number) * (values[from + golden] as number);
        sum += total - ((means[i] as number) + (means[j] as number));
      } else sum = shared(i, j, values, from);
      kernel[i * n + j] = sum;
      kernel[j * n + i] = sum;
    }
  }
  return kernel;
}

/** @param shares how much each golden adds to the square of a pair's entry. */
function scaleToPresent(kernel: Float64Array, n: number, present: Uint8Array, shares: Float64Array): void {
  const goldens = shares.length;
  const all = shares.reduce((sum, share) => sum + share, 0);
  const factors = Float64Array.from({ length: n }, (_, i) => {
    let there = 0;
    for (let golden = 0; golden < goldens; golden++)
      if (present[i * goldens + golden] === 1) there += shares[golden] as number;
    return there > 0 ? Math.sqrt(all / there) : 0;
  });
  if (factors.every((factor) => factor === 1 || factor === 0)) return;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      kernel[i * n + j] = (kernel[i * n + j] as number) * (factors[i] as number) * (factors[j] as number);
}
