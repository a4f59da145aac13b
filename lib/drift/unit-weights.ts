import { mixHashes } from './text-units.ts';
import type { UnitCounts } from './unit-counts.ts';
import type { UnitNumbers } from './unit-events.ts';

/** Coordinates that features are hashed into, with signs: 512 lose half of what the kernel gains, 4,096 gain no more. */
export const coordinates = 1024;
/** A weight is a whole number of these, so that no sum depends on the order of its terms; as is a variance, of finer ones. */
const [weightUnit, varianceUnit] = [2 ** -12, 2 ** -20];

/** By feature, on both levels: the signed weight, the weight that the context expects, and the coordinate. */
export interface FeatureWeights {
  readonly of: Float64Array;
  readonly expected: Float64Array;
  readonly at: Int32Array;
  readonly ofPair: Float64Array;
  readonly expectedPair: Float64Array;
  readonly pairAt: Int32Array;
}

/**
 * Weights of features, (v + 0.02)^(-1/4) with v the variance of a run's count if units were drawn one by one: half way between
 * logits that move alike (0) and counts that do (-1/2). Both levels are put in units of the spread of their products.
 */
export function weighFeatures(counts: UnitCounts, numbers: UnitNumbers, runs: number): FeatureWeights {
  const { features, inContext, list } = counts;
  const size = features.length;
  const variances = new Float64Array(size);
  const ofPairs = new Float64Array(numbers.pairs.count);
  const shareOf = (feature: number) =>
    (features[feature] as number) / (inContext[numbers.features.second(feature)] as number);
  for (const feature of list) {
    const share = shareOf(feature);
    const variance = (share * (1 - share) * (inContext[numbers.features.second(feature)] as number)) / runs;
    variances[feature] = rounded(variance);
    const pair = numbers.pairOf[feature] as number;
    ofPairs[pair] = (ofPairs[pair] as number) + rounded(variance);
  }
  const [scale, pairScale] = [spreadOf(variances), spreadOf(ofPairs)];
  const weights: FeatureWeights = {
    of: new Float64Array(size),
    expected: new Float64Array(size),
    at: new Int32Array(size),
    ofPair: new Float64Array(size),
    expectedPair: new Float64Array(size),
    pairAt: new Int32Array(size),
  };
  for (const feature of list) {
    const pair = numbers.pairOf[feature] as number;
    const hash = numbers.featureHashes[feature] as number;
    const pairHash = mixHashes(numbers.pairs.hashOf(pair), 17);
    const weight = signed(hash, weightOf(variances[feature] as number) / Math.sqrt(scale));
    const pairWeight = signed(pairHash, weightOf(ofPairs[pair] as number) / Math.sqrt(pairScale));
    weights.of[feature] = Math.round(weight);
    weights.expected[feature] = Math.round(weight * shareOf(feature));
    weights.at[feature] = hash & (coordinates - 1);
    weights.ofPair[feature] = Math.round(pairWeight);
    weights.expectedPair[feature] = Math.round(pairWeight * shareOf(feature));
    weights.pairAt[feature] = pairHash & (coordinates - 1);
  }
  return weights;
}

/** Root of the summed squares of what each feature adds to a run's product with itself. */
function spreadOf(variances: Float64Array): number {
  let squares = 0;
  for (const variance of variances) if (variance > 0) squares += rounded((variance * weightOf(variance) ** 2) ** 2);
  return Math.sqrt(squares) || 1;
}

function weightOf(variance: number): number {
  return 1 / Math.sqrt(Math.sqrt(variance + 0.02));
}

function signed(hash: number, weight: number): number {
  return (hash >>> 31 === 0 ? weight : -weight) / weightUnit;
}

function rounded(value: number): number {
  return Math.round(value / varianceUnit) * varianceUnit;
}
