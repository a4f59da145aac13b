import * as z from 'zod';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { Timestamp } from '../ids.ts';
import { configurationOf, hashConfiguration, Watched, watchedChanges } from './watched.ts';

/**
 * Runs since the last accepted baseline. A new epoch learns anew; who began it and why is kept for ever. An entry with
 * `returnsTo` has no runs of its own: from its time on, the earlier epoch that it names is gone on with.
 */
export const Epoch = z.strictObject({
  endpoint: z.string(),
  number: z.int().min(1),
  startedAt: Timestamp,
  by: z.string().min(1).describe('a person, or `pinwatch` where the configuration changed'),
  why: z.string().min(1),
  /** Hash of what is being watched: provider, model, URL and parameters. Another one begins another epoch. */
  configuration: z.string(),
  watched: Watched.optional().describe('what is being watched; left out by versions that kept the hash only'),
  returnsTo: z.int().min(1).optional().describe('the earlier epoch that is gone on with'),
  undoes: z.int().min(1).optional().describe('the epoch whose acceptance was taken back'),
});
export type Epoch = z.infer<typeof Epoch>;

/** The epoch that runs belong to now; undefined before the first. `epochs` oldest first. */
export function currentEpoch(epochs: readonly Epoch[]): Epoch | undefined {
  const newest = epochs.at(-1);
  if (newest?.returnsTo === undefined) return newest;
  return epochs.find(({ number }) => number === newest.returnsTo);
}

/** The newest epoch of the configuration that an endpoint has now, less those that were taken back. */
export function epochOf(endpoint: Endpoint, epochs: readonly Epoch[]): Epoch | undefined {
  const undone = new Set(epochs.map(({ undoes }) => undoes));
  return epochs.findLast(
    (epoch) => epoch.returnsTo === undefined && !undone.has(epoch.number) && isWatchedIn(epoch, endpoint),
  );
}

/** Whether an epoch is one of the configuration that an endpoint has now. */
export function isWatchedIn(epoch: Epoch, endpoint: Endpoint): boolean {
  if (epoch.watched === undefined) return epoch.configuration === hashConfiguration(endpoint);
  return watchedChanges(epoch.watched, configurationOf(endpoint)).length === 0;
}

/** What an edit of the configuration means for the baseline: nothing is left out where the epoch goes on. */
export interface ConfigurationChange {
  /** How it differs from what has been watched, a line each. */
  readonly changes: readonly string[];
  /** The earlier epoch that is gone on with; none where a new baseline has to be learned. */
  readonly returnsTo?: number;
}

/** Whether the next run of an endpoint belongs to another epoch than the last, and why; undefined where it does not. */
export function configurationChange(endpoint: Endpoint, epochs: readonly Epoch[]): ConfigurationChange | undefined {
  const current = currentEpoch(epochs);
  if (current === undefined || isWatchedIn(current, endpoint)) return undefined;
  const earlier = epochOf(endpoint, epochs);
  const changes = current.watched === undefined ? [] : watchedChanges(current.watched, configurationOf(endpoint));
  return {
    changes: changes.length > 0 ? changes : ['provider, model, URL or parameters'],
    ...(earlier === undefined ? {} : { returnsTo: earlier.number }),
  };
}
