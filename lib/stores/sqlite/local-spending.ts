import { Account, emptyAccount } from '../../domain/run/account.ts';
import type { Accounts, Changed, SpendingLog } from '../../ports/spending-log.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

/** A row a day and a month. A change is one transaction, so that no other process writes between its look and its write. */
export class LocalSpending implements SpendingLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async read(period: string): Promise<Account> {
    return this.#account(period);
  }

  async change<T>(periods: readonly string[], work: (accounts: Accounts) => Changed<T>): Promise<T> {
    return this.#database.write(() => {
      const before = new Map(periods.map((period) => [period, this.#account(period)]));
      const { accounts, result } = work(before);
      for (const [period, account] of accounts)
        if (account !== before.get(period))
          this.#database.run(
            'INSERT INTO accounts (period, account) VALUES (?, ?) ON CONFLICT (period) DO UPDATE SET account = excluded.account',
            period,
            encode(Account, account, `account of ${period}`),
          );
      return result;
    });
  }

  #account(period: string): Account {
    const row = this.#database.get<{ account: string }>('SELECT account FROM accounts WHERE period = ?', period);
    return row === undefined ? emptyAccount : decode(Account, row.account, `account of ${period}`);
  }
}
