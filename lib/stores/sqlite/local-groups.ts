import { GroupEntry } from '../../domain/verdict/incident-group.ts';
import type { GroupLog } from '../../ports/group-log.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

interface Row {
  readonly number: number;
  readonly entry: string;
}

export class LocalGroups implements GroupLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(entry: GroupEntry): Promise<boolean> {
    const added = this.#database.run(
      'INSERT INTO group_entries (number, joined, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      entry.number,
      entry.event === 'joined' ? entry.subject : null,
      encode(GroupEntry, entry, `entry ${entry.number} of the groups`),
    );
    return added > 0;
  }

  async joined(subject: string): Promise<GroupEntry | undefined> {
    const row = this.#database.get<Row>('SELECT number, entry FROM group_entries WHERE joined = ?', subject);
    return row === undefined ? undefined : read(row);
  }

  async list({ from = 1, last = -1 }: { from?: number; last?: number }): Promise<GroupEntry[]> {
    return this.#database
      .all<Row>('SELECT number, entry FROM group_entries WHERE number >= ? ORDER BY number DESC LIMIT ?', from, last)
      .map(read)
      .reverse();
  }
}

function read({ number, entry }: Row): GroupEntry {
  return decode(GroupEntry, entry, `entry ${number} of the groups`);
}
