import type { Account } from '../domain/run/account.ts';

/** Accounts by their period, all that were asked for. */
export type Accounts = ReadonlyMap<string, Account>;

/** What was used and set aside, an account for each day and month (UTC): `2026-11-22`, `2026-11`. */
export interface SpendingLog {
  /** An empty account where nothing was written. */
  read(period: string): Promise<Account>;
  /**
   * Changes accounts, all of them or none, as if nobody else did at the same moment: of processes that set something aside at
   * once, each sees what the others did. `work` may be called several times; it changes nothing else.
   *
   * @throws {StoreError} if others change the same accounts all the time.
   */
  change<T>(periods: readonly string[], work: (accounts: Accounts) => Changed<T>): Promise<T>;
}

export interface Changed<T> {
  /** Accounts as they are from now on; those that are left out stay as they are. */
  readonly accounts: Accounts;
  readonly result: T;
}
