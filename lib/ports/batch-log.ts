import type { Batch } from '../domain/run/batch.ts';

/** Batches that are at a provider, or on their way there, until nothing is left to do about them. */
export interface BatchLog {
  /** Batches of a run, or all, by run and part. */
  list(run?: string): Promise<readonly Batch[]>;
  /** Adds all batches of a run, or none of them. Adding them again changes nothing. */
  add(batches: readonly Batch[]): Promise<void>;
  /** Replaces one that was added. */
  put(batch: Batch): Promise<void>;
  remove(batch: Pick<Batch, 'run' | 'part'>): Promise<void>;
}
