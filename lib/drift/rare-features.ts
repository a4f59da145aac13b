const buckets = 0x10000;
/** A feature is rare if one in so many runs has it. */
const runsToOne = 50;

/**
 * By run, how many of its features hardly any run has: a sharp witness of sampling changes, as a lower temperature makes rare words
 * rarer, and a higher one makes new ones. Rare is what one run in 50 has, and of fewer than 75 runs what a single one has: the
 * more runs there are, the fewer features only one of them has, and a baseline that grows would see less and less.
 *
 * @param runs the features of each run, distinct hashes below 65,536.
 *
 * Time O(features).
 *
 * @example rareFeatures([Uint16Array.of(1, 2), Uint16Array.of(2, 3, 4)]) // [1, 2]
 */
export function rareFeatures(runs: readonly Uint16Array[]): number[] {
  const most = Math.max(1, Math.round(runs.length / runsToOne));
  const counts = new Uint16Array(buckets);
  for (const features of runs)
    for (let i = 0; i < features.length; i++) {
      const feature = features[i] as number;
      counts[feature] = (counts[feature] as number) + 1;
    }
  return runs.map((features) => {
    let rare = 0;
    for (let i = 0; i < features.length; i++) if ((counts[features[i] as number] as number) <= most) rare++;
    return rare;
  });
}
