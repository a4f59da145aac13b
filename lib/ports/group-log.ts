import type { GroupEntry } from '../domain/verdict/incident-group.ts';

/** What joined and left which group, of all endpoints in one order. Entries are never changed. */
export interface GroupLog {
  /** Adds entry `number`; false if that number is taken, or if its subject has joined a group before. */
  add(entry: GroupEntry): Promise<boolean>;
  /** With which entry a subject joined its group; undefined if it never did. */
  joined(subject: string): Promise<GroupEntry | undefined>;
  /** Oldest first, from entry `from` on; `last` keeps only that many of the newest. */
  list(query: { readonly from?: number; readonly last?: number }): Promise<readonly GroupEntry[]>;
}
