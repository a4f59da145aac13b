import { Action } from '../../domain/verdict/action.ts';
import type { ActionLog } from '../../ports/action-log.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

export class LocalActions implements ActionLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(action: Action): Promise<boolean> {
    const added = this.#database.run(
      'INSERT INTO actions (endpoint, number, action) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      action.endpoint,
      action.number,
      encode(Action, action, `action ${action.number} of ${action.endpoint}`),
    );
    return added > 0;
  }

  /** Newest first out of the table, so that `last` reads only what it returns. */
  async list({ endpoint, last = -1 }: { endpoint: string; last?: number }): Promise<Action[]> {
    return this.#database
      .all<{ action: string }>(
        'SELECT action FROM actions WHERE endpoint = ? ORDER BY number DESC LIMIT ?',
        endpoint,
        last,
      )
      .map(({ action }) => decode(Action, action, `action of ${endpoint}`))
      .reverse();
  }
}
