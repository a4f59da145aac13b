import { type Account, type Aside, committedIn, emptyAccount, withAside } from '../domain/run/account.ts';
import type { Limit } from '../domain/run/limits.ts';
import { addSpending, isWithin, type Spending } from '../domain/run/spending.ts';

type Accounts = ReadonlyMap<string, Account>;

/** Accounts with something set aside, or the limit that does not let it be. */
export type SetAside = { readonly accounts: Accounts } | { readonly refused: Limit };

/**
 * Sets something aside for a run in each of some accounts, in place of what was set aside for it before. It is done in all
 * of them or in none: whatever the order in which runs ask, what was used and what is set aside never come to more than a
 * limit, as long as no run uses more than is set aside for it.
 */
export function setAside(accounts: Accounts, run: string, amount: Aside, limits: readonly Limit[]): SetAside {
  for (const limit of limits) {
    const account = without(accounts.get(limit.period) ?? emptyAccount, run);
    const before = committedIn(account, limit.scope === 'endpoint' ? amount.endpoint : undefined);
    if (!isWithin(addSpending(before, plain(amount)), limit.budget)) return { refused: limit };
  }
  return { accounts: new Map([...accounts].map(([period, account]) => [period, withAside(account, run, amount)])) };
}

function without({ spent, aside }: Account, run: string): Account {
  const { [run]: _own, ...others } = aside;
  return { spent, aside: others };
}

function plain({ tokens, costMicros }: Spending): Spending {
  return { tokens, costMicros };
}
