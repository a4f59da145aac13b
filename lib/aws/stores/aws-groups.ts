import { GroupEntry } from '../../domain/verdict/incident-group.ts';
import type { GroupLog } from '../../ports/group-log.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { groupsPartition, itemKeys } from '../names/runs-table.ts';
import type { Item } from './items.ts';
import { ifAbsent, type Table } from './table.ts';

/** The log in one partition, and a copy of the entry with which each subject joined, by its subject. */
export class AwsGroups implements GroupLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(entry: GroupEntry): Promise<boolean> {
    const text = encode(GroupEntry, entry, `entry ${entry.number} of the groups`);
    const item = { ...itemKeys.groupEntry(entry.number), entry: text };
    if (entry.event !== 'joined') return this.#table.putIf(item, ifAbsent);
    return this.#table.transact([
      { put: item, if: ifAbsent },
      { put: { ...itemKeys.groupOf(entry.subject), entry: text }, if: ifAbsent },
    ]);
  }

  async joined(subject: string): Promise<GroupEntry | undefined> {
    const item = await this.#table.get(itemKeys.groupOf(subject));
    return item === undefined ? undefined : read(item);
  }

  async list({ from = 1, last }: { from?: number; last?: number }): Promise<GroupEntry[]> {
    const items = await this.#table.query({
      partition: groupsPartition,
      low: itemKeys.groupEntry(from).sk,
      high: '~',
      last,
    });
    return items.map(read);
  }
}

function read({ sk, entry }: Item): GroupEntry {
  return decode(GroupEntry, String(entry), `entry of the groups at ${sk}`);
}
