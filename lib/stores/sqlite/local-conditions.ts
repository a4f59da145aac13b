import { Condition, isConditionOpen } from '../../domain/verdict/condition.ts';
import type { ConditionQuery, ConditionStore } from '../../ports/condition-store.ts';
import { sortableInstant } from '../instant.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly condition: string;
}

export class LocalConditions implements ConditionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(condition: Condition): Promise<boolean> {
    const { id, endpoint, since, revision } = condition;
    const text = encode(Condition, condition, `condition ${id}`);
    const open = Number(isConditionOpen(condition));
    const written =
      revision === 0
        ? this.#database.run(
            `INSERT INTO conditions (id, endpoint, at, open, revision, condition) VALUES (?, ?, ?, ?, 0, ?)
             ON CONFLICT DO NOTHING`,
            id,
            endpoint,
            sortableInstant(since),
            open,
            text,
          )
        : this.#database.run(
            'UPDATE conditions SET open = ?, revision = ?, condition = ? WHERE id = ? AND revision = ?',
            open,
            revision,
            text,
            id,
            revision - 1,
          );
    return written > 0;
  }

  async get(id: string): Promise<Condition | undefined> {
    const row = this.#database.get<Row>('SELECT id, condition FROM conditions WHERE id = ?', id);
    return row === undefined ? undefined : read(row);
  }

  async open(endpoint?: string): Promise<Condition[]> {
    return this.#database
      .all<Row>(
        `SELECT id, condition FROM conditions WHERE open = 1 AND (? IS NULL OR endpoint = ?) ORDER BY endpoint, at, id`,
        endpoint ?? null,
        endpoint ?? null,
      )
      .map(read);
  }

  /** Newest first out of the table, so that `last` reads only what it returns. */
  async list({ endpoint, before, last = -1 }: ConditionQuery): Promise<Condition[]> {
    const place = before === undefined ? [] : [sortableInstant(before.since), before.id];
    return this.#database
      .all<Row>(
        `SELECT id, condition FROM conditions WHERE endpoint = ? ${before === undefined ? '' : 'AND (at, id) < (?, ?)'}
         ORDER BY at DESC, id DESC LIMIT ?`,
        endpoint,
        ...place,
        last,
      )
      .map(read)
      .reverse();
  }
}

function read({ id, condition }: Row): Condition {
  return decode(Condition, condition, `condition ${id}`);
}
