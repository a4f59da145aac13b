import type { Action } from '../domain/verdict/action.ts';

/** What people did, by endpoint. Entries are never changed. */
export interface ActionLog {
  /** Adds action `number` of its endpoint; false if that number is taken. */
  add(action: Action): Promise<boolean>;
  /** Of an endpoint, oldest first; `last` keeps only that many of the newest. */
  list(query: { readonly endpoint: string; readonly last?: number }): Promise<readonly Action[]>;
}
