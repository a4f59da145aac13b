import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ContentHash } from '../../domain/content-hash.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { Erasure } from '../../ports/erasure.ts';
import type { Stores } from '../../ports/stores.ts';
import { commitJudged } from './commit-judged.ts';
import type { Database } from './database.ts';
import { naming } from './failures.ts';
import { type Inspection, inspectHistory, refuseEmptied, samplesIn } from './inspect-history.ts';
import { LocalActions } from './local-actions.ts';
import { LocalAlertLog } from './local-alert-log.ts';
import { LocalBatches } from './local-batches.ts';
import { LocalConditions } from './local-conditions.ts';
import { LocalDetectorStates } from './local-detector-states.ts';
import { LocalEpochs } from './local-epochs.ts';
import { LocalErasure } from './local-erasure.ts';
import { LocalGoldens } from './local-goldens.ts';
import { LocalGroups } from './local-groups.ts';
import { LocalIncidents } from './local-incidents.ts';
import { LocalJudgements } from './local-judgements.ts';
import { LocalRuns } from './local-runs.ts';
import { LocalSpending } from './local-spending.ts';
import { ObjectFiles } from './object-files.ts';
import { openHistory, viewHistory } from './open-history.ts';

export interface LocalStoresOptions {
  /**
   * Looks without changing anything; a folder that does not exist yet is an empty history, and any write throws.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Opens an empty history also where outputs of runs stand beside it, to build it again.
   *
   * @default false
   */
  readonly evenEmptied?: boolean;
}

/** Stores over a folder. Close them when done; what was stored is safe without. */
export interface LocalStores extends Stores, Disposable {
  /** Looks below the records. */
  inspect(): Inspection;
  /** The samples in an object file. @throws {UnreadableError} if it is damaged. */
  samplesIn(hash: ContentHash): Sample[];
  readonly erasure: Erasure;
  close(): void;
}

/**
 * Stores in a data folder: `history.sqlite`, and the outputs of sealed runs under `objects/`. The folder is made if it is
 * missing, readable by its owner only, since it holds customer data. Any number of processes may have it open at once,
 * on a local disk: the locks of a write-ahead log do not work over a network file system.
 *
 * @throws {ConfigError} if a newer version of Pinwatch wrote the folder, if it cannot be written, or if its history was
 *   deleted or emptied while outputs of runs are there.
 * @throws {StoreError} if the history is damaged.
 */
export function openLocalStores(
  folder: string,
  { readOnly = false, evenEmptied = false }: LocalStoresOptions = {},
): LocalStores {
  const objects = new ObjectFiles(join(folder, 'objects'));
  if (!evenEmptied && isMissing(historyFile(folder))) refuseEmptied(folder, undefined, objects); // before one is made
  const database = readOnly ? viewHistory(historyFile(folder)) : openFolder(folder, objects);
  const close = () => database.close();
  try {
    if (!evenEmptied) refuseEmptied(folder, database, objects);
  } catch (error) {
    close();
    throw error;
  }
  return {
    runs: new LocalRuns(database, objects),
    detectors: new LocalDetectorStates(database),
    judgements: new LocalJudgements(database),
    epochs: new LocalEpochs(database),
    incidents: new LocalIncidents(database),
    groups: new LocalGroups(database),
    actions: new LocalActions(database),
    conditions: new LocalConditions(database),
    goldens: new LocalGoldens(database),
    alerts: new LocalAlertLog(database),
    spending: new LocalSpending(database),
    commit: async (judged) => commitJudged(database, judged),
    inspect: () => inspectHistory(database, objects),
    samplesIn: (hash) => samplesIn(hash, objects),
    erasure: new LocalErasure(database, objects),
    batches: new LocalBatches(database),
    close,
    [Symbol.dispose]: close,
  };
}

function openFolder(folder: string, objects: ObjectFiles): Database {
  naming(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const database = openHistory(historyFile(folder));
  objects.sweep();
  return database;
}

/** Resolved, because SQLite takes some relative names (`file:…`, `:memory:`) for something else. */
function historyFile(folder: string): string {
  return resolve(folder, 'history.sqlite');
}

function isMissing(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}
