import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { GoldenArchive } from '../../ports/golden-archive.ts';
import { StoredGolden } from '../stored-golden.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

export class LocalGoldens implements GoldenArchive {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(golden: GoldenRequest): Promise<void> {
    // Runs put the same goldens again and again: no write, and no wait for the disk, unless something is new.
    this.#database.run(
      `INSERT INTO goldens (version, golden) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET golden = excluded.golden WHERE golden <> excluded.golden`,
      golden.version,
      encode(StoredGolden, golden, `golden ${golden.id}`),
    );
  }

  async get(version: string): Promise<GoldenRequest | undefined> {
    const row = this.#database.get<{ golden: string }>('SELECT golden FROM goldens WHERE version = ?', version);
    return row === undefined ? undefined : decode(StoredGolden, row.golden, `golden version ${version}`);
  }
}
