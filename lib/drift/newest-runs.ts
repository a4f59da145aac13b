import type { ObservedRun } from '../domain/run/observed-run.ts';

/** Newest runs that are told apart from all since the change, and the fewest that say anything. */
const [most, fewest] = [4, 2];

/**
 * The newest of the runs since a change: an average since its onset hides that it is over. At most 4, and at most half of
 * them, so that they are not the same runs said twice; `undefined` while that is fewer than 2.
 */
export function newestRuns(after: readonly ObservedRun[]): readonly ObservedRun[] | undefined {
  const count = Math.min(most, Math.floor(after.length / 2));
  return count < fewest ? undefined : after.slice(-count);
}
