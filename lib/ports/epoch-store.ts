import type { Epoch } from '../domain/verdict/epoch.ts';

export interface EpochStore {
  /** Adds epoch `number`; false if that number is taken. Epochs are never changed. */
  add(epoch: Epoch): Promise<boolean>;
  /** Oldest first. */
  list(endpoint: string): Promise<readonly Epoch[]>;
}
