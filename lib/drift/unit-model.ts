import { innerProduct } from '../stats/inner-product.ts';
import { integerProducts } from '../stats/integer-products.ts';
import { countUnits, type UnitCounts } from './unit-counts.ts';
import type { RunWithUnits } from './unit-tree.ts';
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
 * Time O(units whose context is shared + runs^2 x 1,024).
 */
export function unitModel(runs: readonly RunWithUnits[], only: readonly number[]): UnitModel | undefined {
  const counts = countUnits(runs, only);
  if (counts === undefined) return undefined;
  const vectors = residuals(counts, weighFeatures(counts, runs.length), runs.length);
  return { kernel: products(vectors), likelihood: likelihoods(counts, runs.length) };
}

/** The runs' residuals as signed hashes: whole numbers, so that sums are exact in any order. */
function residuals(counts: UnitCounts, weights: FeatureWeights, runs: number): Float64Array[] {
  const { starts, eventStarts, eventRuns, eventPlaces } = counts;
  const { of, at, ofPair, pairAt } = weights;
  // What is expected of all runs alike, as in the beginnings of answers, is taken from all at once.
  const common = new Float64Array(coordinates);
  const own = new Uint8Array(starts.length - 1);
  for (let context = 0; context < own.length; context++) {
    const said = saidByAll(counts, context, runs);
    if (said > 0) takeExpected(common, counts, context, weights, said);
    else own[context] = 1;
  }
  const vectors = Array.from({ length: runs }, () => common.slice());
  for (let context = 0; context < own.length; context++) {
    const end = eventStarts[context + 1] as number;
    for (let event = eventStarts[context] as number; event < end; ) {
      const run = eventRuns[event] as number;
      const vector = vectors[run] as Float64Array;
      let said = 0;
      for (; event < end && eventRuns[event] === run; event++, said++) {
        const place = eventPlaces[event] as number;
        const [feature, pair] = [at[place] as number, pairAt[place] as number];
        vector[feature] = (vector[feature] as number) + (of[place] as number);
        vector[pair] = (vector[pair] as number) + (ofPair[place] as number);
      }
      if (own[context] === 1) takeExpected(vector, counts, context, weights, said);
    }
  }
  return vectors;
}

/** How often every run was in a context, if all were equally often; otherwise 0. */
function saidByAll({ eventStarts, eventRuns }: UnitCounts, context: number, runs: number): number {
  const start = eventStarts[context] as number;
  const events = (eventStarts[context + 1] as number) - start;
  const each = events / runs;
  if (!Number.isInteger(each)) return 0;
  for (let i = 0; i < events; i++) if (eventRuns[start + i] !== Math.floor(i / each)) return 0;
  return each;
}

/** Takes away what a context expects of a run that was in it so often. */
function takeExpected(
  vector: Float64Array,
  { starts }: UnitCounts,
  context: number,
  { expected, expectedPair, at, pairAt }: FeatureWeights,
  said: number,
): void {
  const end = starts[context + 1] as number;
  for (let place = starts[context] as number; place < end; place++) {
    const [feature, pair] = [at[place] as number, pairAt[place] as number];
    vector[feature] = (vector[feature] as number) - said * (expected[place] as number);
    vector[pair] = (vector[pair] as number) - said * (expectedPair[place] as number);
  }
}

/** Products of all pairs. */
function products(vectors: readonly Float64Array[]): Float64Array {
  const known = integerProducts.ofAllPairs(vectors);
  if (known !== undefined) return known;
  const n = vectors.length;
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const product = innerProduct(vectors[i] as Float64Array, vectors[j] as Float64Array);
      kernel[i * n + j] = product;
      kernel[j * n + i] = product;
    }
  return kernel;
}

function likelihoods({ shares, starts, eventStarts, eventRuns, eventPlaces }: UnitCounts, runs: number): Float64Array {
  const sums = new Float64Array(runs);
  const logs = shares.map((share) => Math.round(Math.log(share) / nat));
  for (let context = 0; context + 1 < starts.length; context++) {
    let expected = 0;
    for (let place = starts[context] as number; place < (starts[context + 1] as number); place++) {
      const share = shares[place] as number;
      expected += Math.round((share * Math.log(share)) / nat);
    }
    const end = eventStarts[context + 1] as number;
    for (let event = eventStarts[context] as number; event < end; event++) {
      const run = eventRuns[event] as number;
      sums[run] = (sums[run] as number) + (logs[eventPlaces[event] as number] as number) - expected;
    }
  }
  return sums.map((sum) => sum * nat);
}
