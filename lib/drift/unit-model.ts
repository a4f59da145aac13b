import { countUnits, type UnitCounts } from './unit-counts.ts';
import type { RunWithUnits, UnitCache } from './unit-events.ts';
import { coordinates, type FeatureWeights, weighFeatures } from './unit-weights.ts';

/** What the calibration set's own model of the next unit says of its runs. */
export interface UnitModel {
  /** n x n, row by row: how alike runs are in what they say more or less often than the model expects; not centred. */
  readonly kernel: Float64Array;
  /** By run: how much likelier its units are, in nats, than the model expects of units in their contexts. */
  readonly likelihood: Float64Array;
}

/** Logarithms are summed as whole numbers of this, so that no sum depends on the order of its terms. */
const nat = 2 ** -20;

/**
 * A model of the next unit, made of all runs of the calibration set, and how each run departs from it. The model: in each
 * context (a golden, and all units before), the relative frequencies of the next unit over all runs. A run's residuals, how
 * often it says a unit less how often its contexts expect it, are the score of the model against a free change of every
 * logit: the locally most powerful statistic where nothing is known about the direction. They are added up on two levels:
 * each unit in its context, and each pair of neighbouring units over all goldens, as a change of weights or a watermark moves
 * units alike wherever they stand. `likelihood` is the score against a change of the temperature.
 *
 * @param only places of the goldens that take part.
 * @returns `undefined` where runs keep no units.
 *
 * Time O(runs units + runs^2 x 1,024).
 */
export function unitModel(
  runs: readonly RunWithUnits[],
  cache: UnitCache,
  only: readonly number[],
): UnitModel | undefined {
  const { events, numbers } = cache.of(runs);
  if (events.every(({ features }) => features.length === 0)) return undefined;
  const counts = countUnits(events, numbers, only);
  const weights = weighFeatures(counts, numbers, runs.length);
  const vectors = runs.map((_, run) => residuals(counts, weights, run));
  return { kernel: products(vectors), likelihood: likelihoods(counts) };
}

/** A run's residuals as signed hashes: whole numbers, so that sums are exact. */
function residuals({ said, contexts, starts, list }: UnitCounts, weights: FeatureWeights, run: number): Float64Array {
  const { of, expected, at, ofPair, expectedPair, pairAt } = weights;
  const vector = new Float64Array(coordinates);
  for (const feature of said[run] as Int32Array) {
    const [place, pair] = [at[feature] as number, pairAt[feature] as number];
    vector[place] = (vector[place] as number) + (of[feature] as number);
    vector[pair] = (vector[pair] as number) + (ofPair[feature] as number);
  }
  for (const context of contexts[run] as Int32Array) {
    const end = starts[context + 1] as number;
    for (let i = starts[context] as number; i < end; i++) {
      const feature = list[i] as number;
      const [place, pair] = [at[feature] as number, pairAt[feature] as number];
      vector[place] = (vector[place] as number) - (expected[feature] as number);
      vector[pair] = (vector[pair] as number) - (expectedPair[feature] as number);
    }
  }
  return vector;
}

/** Products of all pairs, four at a time: what judging a small panel takes longest for. */
function products(vectors: readonly Float64Array[]): Float64Array {
  const n = vectors.length;
  const kernel = new Float64Array(n * n);
  const none = new Float64Array(coordinates);
  for (let i = 0; i < n; i++) {
    const a = vectors[i] as Float64Array;
    for (let j = 0; j <= i; j += 4) {
      const [b, c, d, e] = [0, 1, 2, 3].map((k) => vectors[j + k] ?? none) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      let [first, second, third, fourth] = [0, 0, 0, 0];
      for (let k = 0; k < coordinates; k++) {
        const x = a[k] as number;
        first += x * (b[k] as number);
        second += x * (c[k] as number);
        third += x * (d[k] as number);
        fourth += x * (e[k] as number);
      }
      const sums = [first, second, third, fourth];
      for (let k = 0; k < 4 && j + k <= i; k++) {
        kernel[i * n + j + k] = sums[k] as number;
        kernel[(j + k) * n + i] = sums[k] as number;
      }
    }
  }
  return kernel;
}

function likelihoods({ said, contexts, features, inContext, starts, list }: UnitCounts): Float64Array {
  const logs = new Float64Array(features.length);
  const expected = new Float64Array(inContext.length);
  for (let context = 0; context < inContext.length; context++)
    for (let i = starts[context] as number; i < (starts[context + 1] as number); i++) {
      const share = (features[list[i] as number] as number) / (inContext[context] as number);
      logs[list[i] as number] = Math.round(Math.log(share) / nat);
      expected[context] = (expected[context] as number) + Math.round((share * Math.log(share)) / nat);
    }
  return Float64Array.from(said, (features, run) => {
    let sum = 0;
    for (const feature of features) sum += logs[feature] as number;
    for (const context of contexts[run] as Int32Array) sum -= expected[context] as number;
    return sum * nat;
  });
}
