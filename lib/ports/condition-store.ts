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
  list(query: ConditionQuery): Promise<readonly Condition[]>;
}

export interface ConditionQuery {
  readonly endpoint: string;
  /** Only what stands before this one, by `since`, then by id: how a list goes on after a page. */
  readonly before?: { readonly since: string; readonly id: string };
  readonly last?: number;
}
