import { ascendingBytes } from './ascending-bytes.ts';
import type { FeatureList } from './rare-features.ts';
import type { GoldenProfile } from './run-profile.ts';

/** Features of a whole run for the rarity tables, as `ascendingBytes`, and draws, to put counts on a common footing. */
export interface RunFeatures {
  readonly pairs: Uint8Array;
  readonly units: Uint8Array;
  readonly draws: number;
}

/** Features of a run that are kept, at most: so many a draw, with a floor for few draws and a bound for many. */
const kept = { perDraw: 24, fewest: 512, most: 8192 };

/** Distinct features over the goldens of a run; only the smallest so many, which is a random sample of hashes. */
export function runFeatures(profiles: readonly (GoldenProfile | undefined)[]): RunFeatures {
  const draws = profiles.reduce((sum, profile) => sum + (profile?.draws ?? 0), 0);
  const most = mostFeatures(draws);
  const pairs = profiles.map((profile) => profile?.pairs);
  const units = profiles.map((profile) => profile?.ownUnits);
  return { pairs: union(pairs, most), units: union(units, most), draws };
}

/** The features of one kind, and how many of them were kept at most. */
export function featureList(gaps: Uint8Array, draws: number): FeatureList {
  return { gaps, most: mostFeatures(draws) };
}

function mostFeatures(draws: number): number {
  return Math.min(kept.most, Math.max(kept.fewest, kept.perDraw * draws));
}

function union(lists: readonly (Uint16Array | undefined)[], most: number): Uint8Array {
  const seen = new Uint8Array(0x10000);
  for (const list of lists) if (list !== undefined) for (let i = 0; i < list.length; i++) seen[list[i] as number] = 1;
  const found = new Uint16Array(most);
  let count = 0;
  for (let feature = 0; feature < seen.length && count < most; feature++)
    if (seen[feature] === 1) found[count++] = feature;
  return ascendingBytes(found.subarray(0, count));
}
