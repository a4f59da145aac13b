import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../domain/errors.ts';
import { Account, emptyAccount } from '../../domain/run/account.ts';
import type { Accounts, Changed, SpendingLog } from '../../ports/spending-log.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { itemKeys, runsTable } from '../names/runs-table.ts';
import { ifAbsent, ifEqual, type Table } from './table.ts';

/** Kept for a year and a bit, for whoever asks what a month cost. */
const keptDays = 400;

/** Others may change the same accounts at the same moment: a tick that is delivered twice, runs that ask for more. */
const tries = 12;
const longestWaitMs = 500;

/**
 * An item a day and a month. A change replaces what it has read, in one transaction, and begins again where somebody else was
 * faster.
 */
export class AwsSpending implements SpendingLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(period: string): Promise<Account> {
    return (await this.#stored(period)).account;
  }

  async change<T>(periods: readonly string[], work: (accounts: Accounts) => Changed<T>): Promise<T> {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const stored = new Map(
        await Promise.all(periods.map(async (period) => [period, await this.#stored(period)] as const)),
      );
      const before = new Map([...stored].map(([period, { account }]) => [period, account]));
      const { accounts, result } = work(before);
      const changed = [...accounts].filter(([period, account]) => account !== before.get(period));
      const writes = changed.map(([period, account]) => {
        const version = stored.get(period)?.version;
        return {
          put: itemOf(period, account),
          if: version === undefined ? ifAbsent : ifEqual('version', version),
        };
      });
      if (writes.length === 0 || (await this.#table.transact(writes))) return result;
      await sleep(Math.random() * Math.min(longestWaitMs, 10 * 2 ** attempt));
    }
    throw new StoreError(`accounts of ${periods.join(' and ')}: somebody else changed them ${tries} times in between`);
  }

  async #stored(period: string): Promise<{ readonly account: Account; readonly version?: string }> {
    const item = await this.#table.get(itemKeys.account(period));
    if (item === undefined) return { account: emptyAccount };
    const account = decode(Account, String(item.account), `account of ${period}`);
    return { account, version: String(item.version) };
  }
}

function itemOf(period: string, account: Account) {
  const month = period.slice(0, 7);
  return {
    ...itemKeys.account(period),
    version: randomUUID(),
    account: encode(Account, account, `account of ${period}`),
    [runsTable.timeToLive]: Math.floor(Date.parse(`${month}-01T00:00:00Z`) / 1000) + keptDays * 86_400,
  };
}
