import { UnreadableError } from '../../domain/errors.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { Erasure } from '../../ports/erasure.ts';
import { encodeSamples } from '../sample-lines.ts';
import { StoredGolden } from '../stored-golden.ts';
import { decode } from '../stored-json.ts';
import type { Database } from './database.ts';
import type { ObjectFiles } from './object-files.ts';

/** Erases from the history and its files. Whoever has the folder open meanwhile is waited for. */
export class LocalErasure implements Erasure {
  readonly #database: Database;
  readonly #objects: ObjectFiles;

  constructor(database: Database, objects: ObjectFiles) {
    this.#database = database;
    this.#objects = objects;
  }

  async *sealedRuns(): AsyncIterable<string> {
    const rows = this.#database.all<{ run: string }>(`SELECT run FROM runs WHERE status <> 'open' ORDER BY run`);
    for (const { run } of rows) yield run;
  }

  async replaceSamples(run: string, samples: readonly Sample[]): Promise<void> {
    const object = samples.length === 0 ? null : this.#objects.put(encodeSamples(samples));
    this.#database.run('UPDATE runs SET object = ? WHERE run = ?', object, run);
  }

  async *goldens(): AsyncIterable<GoldenRequest> {
    const rows = this.#database.all<{ version: string; golden: string }>('SELECT version, golden FROM goldens');
    for (const { version, golden } of rows) yield decode(StoredGolden, golden, `golden version ${version}`);
  }

  async removeGolden({ version }: GoldenRequest): Promise<void> {
    this.#database.run('DELETE FROM goldens WHERE version = ?', version);
  }

  /** SQLite leaves what was deleted in free pages and in its log until both are written anew. */
  async finish(): Promise<void> {
    const named = this.#database.all<{ object: string }>('SELECT object FROM runs WHERE object IS NOT NULL');
    this.#objects.keepOnly(new Set(named.map(({ object }) => object)));
    this.#database.exec('VACUUM');
    const log = this.#database.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
    if (log?.busy !== 0)
      throw new UnreadableError(
        'another process reads the history, and what was erased stands in its log: erase again',
      );
  }
}
