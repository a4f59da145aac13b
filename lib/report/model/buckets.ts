/** Neighbouring runs that a plot draws as one: indices, both ends included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `runs` indices into buckets so that a plot stays small however long the history is: at most `most` of them and
 * one more for every boundary. A bucket never reaches over a boundary, so that what was before a change and after it
 * are not drawn as one; between two boundaries buckets are of one size or one less.
 *
 * @param boundaries indices at which a new bucket must begin; others than 1 to runs - 1 are ignored.
 */
export function bucketRuns(runs: number, most: number, boundaries: readonly number[] = []): Bucket[] {
  const largest = Math.max(1, Math.ceil(runs / most));
  const cuts = [...new Set([0, ...boundaries.filter((at) => at > 0 && at < runs)])].sort((a, b) => a - b);
  return cuts.flatMap((start, i) => {
    const length = (cuts[i + 1] ?? runs) - start;
    const parts = Math.ceil(length / largest);
    const cut = (part: number) => start + Math.floor((part * length) / parts);
    return Array.from({ length: parts }, (_, part) => ({ from: cut(part), to: cut(part + 1) - 1 }));
  });
}

/** Items of a bucket. */
export function inBucket<T>(items: readonly T[], { from, to }: Bucket): T[] {
  return items.slice(from, to + 1);
}
