import { goesOn } from './ascending-bytes.ts';

const buckets = 0x10000;
/** A feature is rare if one in so many runs has it. */
const runsToOne = 50;

/** Features of one run: distinct hashes below 65,536, as `ascendingBytes`, of which the smallest so many were kept at most. */
export interface FeatureList {
  readonly gaps: Uint8Array;
  readonly most: number;
}

/**
 * By run, how many of its features hardly any run has: a sharp witness of sampling changes, as a lower temperature makes rare words
 * rarer, and a higher one makes new ones. Rare is what one run in 50 has, and of fewer than 75 runs what a single one has: the
 * more runs there are, the fewer features only one of them has, and a baseline that grows would see less and less.
 *
 * Where a run has more features than are kept, only hashes up to its largest kept one are counted, in all runs: beyond it, a
 * feature would be rare because others were cut. Symmetric in the runs.
 *
 * Time O(features), each read once.
 *
 * @example
 * const lists = [Uint16Array.of(1, 2), Uint16Array.of(2, 3, 4)];
 * rareFeatures(lists.map((values) => ({ gaps: ascendingBytes(values), most: 100 }))) // [1, 2]
 */
export function rareFeatures(runs: readonly FeatureList[]): number[] {
  const most = Math.max(1, Math.round(runs.length / runsToOne));
  const counts = new Uint16Array(buckets);
  // The first runs that have a feature, as many as a rare one can have, and in which place each comes.
  const owners = new Uint16Array(buckets * most);
  let limit = buckets - 1;
  runs.forEach(({ gaps, most: kept }, run) => {
    let value = -1;
    let features = 0;
    for (let i = 0; i < gaps.length; i++) {
      const gap = gaps[i] as number;
      value += gap;
      if (gap === goesOn) continue;
      features++;
      const before = counts[value] as number;
      counts[value] = before + 1;
      if (before < most) owners[before * buckets + value] = run;
    }
    if (features >= kept) limit = Math.min(limit, value);
  });
  const rare = new Array<number>(runs.length).fill(0);
  for (let value = 0; value <= limit; value++) {
    const count = counts[value] as number;
    if (count > most) continue;
    for (let k = 0; k < count; k++) {
      const owner = owners[k * buckets + value] as number;
      rare[owner] = (rare[owner] as number) + 1;
    }
  }
  return rare;
}
