import type { GoldenProfile } from './run-profile.ts';

/** Features of a whole run for the rarity tables, sorted and distinct, and draws, to put counts on a common footing. */
export interface RunFeatures {
  readonly pairs: Uint16Array;
  readonly units: Uint16Array;
  readonly draws: number;
}

// Enough for every canary set that we know; it bounds what a run of very long answers can take up.
const maxFeatures = 8192;

/** Distinct features over the goldens of a run; only the `maxFeatures` smallest, which is a random sample of hashes. */
export function runFeatures(profiles: readonly (GoldenProfile | undefined)[]): RunFeatures {
  return {
    pairs: union(profiles.map((profile) => profile?.pairs)),
    units: union(profiles.map((profile) => profile?.ownUnits)),
    draws: profiles.reduce((sum, profile) => sum + (profile?.draws ?? 0), 0),
  };
}

function union(lists: readonly (Uint16Array | undefined)[]): Uint16Array {
  const seen = new Uint8Array(0x10000);
  for (const list of lists) if (list !== undefined) for (const feature of list) seen[feature] = 1;
  const found: number[] = [];
  for (let feature = 0; feature < seen.length && found.length < maxFeatures; feature++)
    if (seen[feature] === 1) found.push(feature);
  return Uint16Array.from(found);
}
