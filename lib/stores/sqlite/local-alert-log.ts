import { type AlertLog, claimLapsesAfterMs } from '../../ports/alert-log.ts';
import { instantBefore, sortableInstant } from '../instant.ts';
import type { Database } from './database.ts';

export class LocalAlertLog implements AlertLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async claim(alertId: string, at: string): Promise<boolean> {
    const claimed = this.#database.run(
      `INSERT INTO alerts (id, claimed_at, sent) VALUES (?, ?, 0)
       ON CONFLICT DO UPDATE SET claimed_at = excluded.claimed_at WHERE sent = 0 AND (claimed_at <= ? OR claimed_at >= ?)`,
      alertId,
      sortableInstant(at),
      instantBefore(at, claimLapsesAfterMs),
      instantBefore(at, -claimLapsesAfterMs),
    );
    return claimed > 0;
  }

  async confirm(alertId: string, at: string): Promise<void> {
    this.#database.run(
      'INSERT INTO alerts (id, claimed_at, sent) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET sent = 1',
      alertId,
      sortableInstant(at),
    );
  }

  async release(alertId: string): Promise<void> {
    this.#database.run('DELETE FROM alerts WHERE id = ? AND sent = 0', alertId);
  }
}
