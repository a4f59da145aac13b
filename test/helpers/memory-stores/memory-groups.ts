import { GroupEntry } from '../../../lib/domain/verdict/incident-group.ts';
import type { GroupLog } from '../../../lib/ports/group-log.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';

export class MemoryGroups implements GroupLog {
  readonly #entries = new Map<number, string>();

  async add(entry: GroupEntry): Promise<boolean> {
    const text = encode(GroupEntry, entry, `entry ${entry.number} of the groups`);
    const isKnown = entry.event === 'joined' && this.#find(entry.subject) !== undefined;
    if (isKnown || this.#entries.has(entry.number)) return false;
    this.#entries.set(entry.number, text);
    return true;
  }

  async joined(subject: string): Promise<GroupEntry | undefined> {
    return this.#find(subject);
  }

  async list({ from = 1, last = Number.POSITIVE_INFINITY }: { from?: number; last?: number }): Promise<GroupEntry[]> {
    const found = this.#all().filter(({ number }) => number >= from);
    return found.slice(Math.max(0, found.length - last));
  }

  #find(subject: string): GroupEntry | undefined {
    return this.#all().find((entry) => entry.event === 'joined' && entry.subject === subject);
  }

  #all(): GroupEntry[] {
    return Array.from(this.#entries, ([number, text]) =>
      decode(GroupEntry, text, `entry ${number} of the groups`),
    ).sort((a, b) => a.number - b.number);
  }
}
