import { Batch } from '../../domain/run/batch.ts';
import type { BatchLog } from '../../ports/batch-log.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

interface Row {
  readonly run: string;
  readonly part: number;
  readonly batch: string;
}

export class LocalBatches implements BatchLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(run?: string): Promise<Batch[]> {
    return this.#database
      .all<Row>('SELECT run, part, batch FROM batches WHERE run = coalesce(?, run) ORDER BY run, part', run ?? null)
      .map((row) => decode(Batch, row.batch, nameOf(row)));
  }

  async add(batches: readonly Batch[]): Promise<void> {
    const rows = batches.map((batch) => [batch, encode(Batch, batch, nameOf(batch))] as const);
    this.#database.write(() => {
      for (const [{ run, part }, text] of rows)
        this.#database.run(
          'INSERT INTO batches (run, part, batch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          run,
          part,
          text,
        );
    });
  }

  async put(batch: Batch): Promise<void> {
    const text = encode(Batch, batch, nameOf(batch));
    this.#database.run('UPDATE batches SET batch = ? WHERE run = ? AND part = ?', text, batch.run, batch.part);
  }

  async remove({ run, part }: Pick<Batch, 'run' | 'part'>): Promise<void> {
    this.#database.run('DELETE FROM batches WHERE run = ? AND part = ?', run, part);
  }
}

function nameOf({ run, part }: Pick<Batch, 'run' | 'part'>): string {
  return `batch ${part} of run ${run}`;
}
