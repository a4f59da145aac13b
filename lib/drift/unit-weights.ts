import { mixHashes } from './text-units.ts';
import type { UnitCounts } from './unit-counts.ts';

/** Coordinates that features are hashed into, with signs: 512 lose half of what the kernel gains, 4,096 gain no more. */
export const coordinates = 1024;
/** A weight is a whole number of these, so that no sum depends on the order of its terms; as is a variance, of finer ones. */
const [weightUnit, varianceUnit] = [2 ** -12, 2 ** -20];

/** By place of a feature, on both levels: the signed weight, the weight that the context expects, and the coordinate. */
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
export function weighFeatures({ hashes, counts, shares, pairs, pairHashes }: UnitCounts, runs: number): FeatureWeights {
  const size = hashes.length;
  const variances = new Float64Array(size);
  const ofPairs = new Float64Array(pairHashes.length);
  for (let at = 0; at < size; at++) {
    const variance = roundOff(((1 - (shares[at] as number)) * (counts[at] as number)) / runs);
    variances[at] = variance;
    const pair = pairs[at] as number;
    ofPairs[pair] = (ofPairs[pair] as number) + variance;
  }
  const [scale, pairScale] = [scaleOf(variances), scaleOf(ofPairs)];
  const weights: FeatureWeights = {
    of: new Float64Array(size),
    expected: new Float64Array(size),
    at: new Int32Array(size),
    ofPair: new Float64Array(size),
    expectedPair: new Float64Array(size),
    pairAt: new Int32Array(size),
  };
  for (let at = 0; at < size; at++) {
    const pair = pairs[at] as number;
    const hash = hashes[at] as number;
    const pairHash = mixHashes(pairHashes[pair] as number, 17);
    const weight = signByHash(hash, scale * weightOf(variances[at] as number));
    const pairWeight = signByHash(pairHash, pairScale * weightOf(ofPairs[pair] as number));
    weights.of[at] = Math.round(weight);
    weights.expected[at] = Math.round(weight * (shares[at] as number));
    weights.at[at] = hash & (coordinates - 1);
    weights.ofPair[at] = Math.round(pairWeight);
    weights.expectedPair[at] = Math.round(pairWeight * (shares[at] as number));
    weights.pairAt[at] = pairHash & (coordinates - 1);
  }
  return weights;
}

/** What makes the root of the summed squares of what each feature adds to a run's product with itself 1. */
function scaleOf(variances: Float64Array): number {
  let squares = 0;
  for (const variance of variances) if (variance > 0) squares += roundOff((variance * weightOf(variance) ** 2) ** 2);
  return squares > 0 ? 1 / Math.sqrt(Math.sqrt(squares)) : 1;
}

function weightOf(variance: number): number {
  return 1 / Math.sqrt(Math.sqrt(variance + 0.02));
}

function signByHash(hash: number, weight: number): number {
  return (hash >>> 31 === 0 ? weight : -weight) / weightUnit;
}

function roundOff(value: number): number {
  return Math.round(value / varianceUnit) * varianceUnit;
}
