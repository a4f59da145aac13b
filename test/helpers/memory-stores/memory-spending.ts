import { type Account, emptyAccount } from '../../../lib/domain/run/account.ts';
import type { Accounts, Changed, SpendingLog } from '../../../lib/ports/spending-log.ts';

export class MemorySpending implements SpendingLog {
  readonly #accounts = new Map<string, string>();

  async read(period: string): Promise<Account> {
    return this.#account(period);
  }

  async change<T>(periods: readonly string[], work: (accounts: Accounts) => Changed<T>): Promise<T> {
    const { accounts, result } = work(new Map(periods.map((period) => [period, this.#account(period)])));
    for (const [period, account] of accounts) this.#accounts.set(period, JSON.stringify(account));
    return result;
  }

  #account(period: string): Account {
    const text = this.#accounts.get(period);
    return text === undefined ? emptyAccount : (JSON.parse(text) as Account);
  }
}
