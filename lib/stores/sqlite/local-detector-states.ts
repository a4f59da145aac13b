import type { DetectorStateStore } from '../../ports/detector-state-store.ts';
import type { Database } from './database.ts';

export class LocalDetectorStates implements DetectorStateStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(endpoint: string): Promise<{ state: Uint8Array; revision: number } | undefined> {
    const row = this.#database.get<{ state: Uint8Array; revision: number }>(
      'SELECT state, revision FROM detectors WHERE endpoint = ?',
      endpoint,
    );
    return row === undefined ? undefined : { ...row };
  }

  async save(endpoint: string, state: Uint8Array, expectedRevision: number): Promise<boolean> {
    return saveState(this.#database, endpoint, state, expectedRevision);
  }
}

/** One statement, so that it can be part of a transaction. */
export function saveState(database: Database, endpoint: string, state: Uint8Array, expectedRevision: number): boolean {
  const written =
    expectedRevision === 0
      ? database.run(
          'INSERT INTO detectors (endpoint, state, revision) VALUES (?, ?, 1) ON CONFLICT DO NOTHING',
          endpoint,
          state,
        )
      : database.run(
          'UPDATE detectors SET state = ?, revision = revision + 1 WHERE endpoint = ? AND revision = ?',
          state,
          endpoint,
          expectedRevision,
        );
  return written > 0;
}
