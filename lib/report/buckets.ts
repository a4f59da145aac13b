/** Neighbouring runs that a plot draws as one: indices, both ends included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `runs` indices into buckets so that a plot stays small however long the history is. Buckets have one size, at
 * least 1, chosen so that there are at most `most` of them and one more for every boundary; a bucket never reaches over
 * a boundary, so that what was before a change and after it are not drawn as one.
 *
 * @param boundaries indices at which a new bucket must begin; others than 1 to runs - 1 are ignored.
 */
export function bucketRuns(runs: number, most: number, boundaries: readonly number[] = []): Bucket[] {
  const size = Math.max(1, Math.ceil(runs / most));
  const cuts = [...new Set([0, ...boundaries.filter((at) => at > 0 && at < runs)])].sort((a, b) => a - b);
  const buckets: Bucket[] = [];
  cuts.forEach((start, i) => {
    const end = cuts[i + 1] ?? runs;
    for (let from = start; from < end; from += size) buckets.push({ from, to: Math.min(from + size, end) - 1 });
  });
  return buckets;
}

/** Items of a bucket. */
export function inBucket<T>(items: readonly T[], { from, to }: Bucket): T[] {
  return items.slice(from, to + 1);
}
