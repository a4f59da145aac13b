import { GroupEntry } from '../../../lib/domain/verdict/incident-group.ts';
import type { GroupLog } from '../../../lib/ports/group-log.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';

export class MemoryGroups implements GroupLog {
  readonly #entries = new Map<number, string>();
  /** Numbers of the entries with which subjects joined. */
  readonly #joined = new Map<string, number>();

  async add(entry: GroupEntry): Promise<boolean> {
    const text = encode(GroupEntry, entry, `entry ${entry.number} of the groups`);
    const joins = entry.event === 'joined';
    if ((joins && this.#joined.has(entry.subject)) || this.#entries.has(entry.number)) return false;
    this.#entries.set(entry.number, text);
    if (joins) this.#joined.set(entry.subject, entry.number);
    return true;
  }

  async joined(subject: string): Promise<GroupEntry | undefined> {
    const number = this.#joined.get(subject);
    return number === undefined ? undefined : this.#read(number);
  }

  async list({ from = 1, last = Number.POSITIVE_INFINITY }: { from?: number; last?: number }): Promise<GroupEntry[]> {
    const found = [...this.#entries.keys()].filter((number) => number >= from).sort((a, b) => a - b);
    return found.slice(Math.max(0, found.length - last)).map((number) => this.#read(number));
  }

  #read(number: number): GroupEntry {
    return decode(GroupEntry, this.#entries.get(number) as string, `entry ${number} of the groups`);
  }
}
