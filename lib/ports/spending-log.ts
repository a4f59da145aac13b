import type { Spending } from '../domain/run/spending.ts';

/**
 * Tokens and money by month and tick: what is set aside when a tick begins, replaced by what was used when it ends.
 * Writing an entry again counts it once.
 */
export interface SpendingLog {
  /** @param month UTC, e.g. `2026-11`. */
  put(month: string, tick: string, spent: Spending): Promise<void>;
  /** All of a month together, less the entry of one tick if that is named. */
  total(month: string, except?: string): Promise<Spending>;
}
