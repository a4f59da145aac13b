import type { Condition } from '../domain/verdict/condition.ts';

export interface ConditionStore {
  /**
   * Writes revision `condition.revision` if the stored one is just before it (0 = new); else returns false. `since` and
   * `endpoint` must be those of the first revision.
   */
  put(condition: Condition): Promise<boolean>;
  get(id: string): Promise<Condition | undefined>;
  /** Those that go on, of one endpoint or of all; by endpoint, then `since`. */
  open(endpoint?: string): Promise<readonly Condition[]>;
  /** Of an endpoint, oldest first by `since`; `last` keeps only that many of the newest. */
  list(query: { readonly endpoint: string; readonly last?: number }): Promise<readonly Condition[]>;
}
