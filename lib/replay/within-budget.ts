import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type Account, emptyAccount, release, settle } from '../domain/run/account.ts';
import type { Limit, RunLimits } from '../domain/run/limits.ts';
import { type Budget, nothingSpent, type Spending } from '../domain/run/spending.ts';
import { periodsOf } from '../plan/limits-of.ts';
import { mostForRun, setAsideFor } from '../plan/run-budget.ts';
import { setAside } from '../plan/set-aside.ts';
import type { SpendingLog } from '../ports/spending-log.ts';
import { RunBudget } from './run-budget.ts';

/** A run that is to be made if the budget covers it. */
export interface WantedRun {
  readonly run: string;
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  readonly limits: RunLimits;
}

/** What a run may do, or which limit does not let it begin with so much set aside. */
export type Cover =
  | { readonly aside: Spending; readonly mayUse: Budget; readonly isNew: boolean; readonly refused?: never }
  | { readonly refused: Limit; readonly aside: Spending };

export interface Covered {
  /** By run. */
  readonly covers: ReadonlyMap<string, Cover>;
  /** What was used and set aside, with what is set aside for these runs. */
  readonly accounts: ReadonlyMap<string, Account>;
}

/**
 * Sets aside what runs that are planned at one time are going to use, one after the other, until a budget is used up. Whoever
 * does so at the same time sees what the others did. A run for which something is set aside already keeps it.
 */
export async function withinBudget(at: Date, runs: readonly WantedRun[], spending: SpendingLog): Promise<Covered> {
  return spending.change(periodsOf(at), (before) => {
    const covers = new Map<string, Cover>();
    let accounts = before;
    for (const { run, endpoint, goldens, limits } of runs) {
      const wanted = setAsideFor(endpoint, goldens, limits.run);
      const mayUse = mostForRun(wanted, limits);
      const own = [...accounts.values()].map(({ aside }) => aside[run]).find((one) => one !== undefined);
      if (own !== undefined) {
        covers.set(run, { aside: { tokens: own.tokens, costMicros: own.costMicros }, mayUse, isNew: false });
        continue;
      }
      const tried = setAside(accounts, run, { ...wanted, endpoint: endpoint.id }, limits.accounts);
      if ('refused' in tried) covers.set(run, { ...tried, aside: wanted });
      else {
        covers.set(run, { aside: wanted, mayUse, isNew: true });
        accounts = tried.accounts;
      }
    }
    return { accounts, result: { covers, accounts } };
  });
}

/** Sets so much aside for a run that goes on, in place of what was; says whether every limit has room for it. */
export async function setMoreAside(
  { run, endpoint, at, limits }: Pick<WantedRun, 'run' | 'limits'> & { readonly endpoint: string; readonly at: Date },
  amount: Spending,
  spending: SpendingLog,
): Promise<boolean> {
  return spending.change(periodsOf(at), (before) => {
    const tried = setAside(before, run, { ...amount, endpoint }, limits.accounts);
    return 'refused' in tried ? { accounts: before, result: false } : { accounts: tried.accounts, result: true };
  });
}

/** The budget of a run that was covered. */
export function budgetOfRun(
  {
    run,
    endpoint,
    at,
    limits,
    used = nothingSpent,
    cover,
  }: {
    readonly run: string;
    readonly endpoint: Endpoint;
    /** When it was planned. */
    readonly at: Date;
    readonly limits: RunLimits;
    readonly used?: Spending;
    readonly cover: { readonly aside: Spending; readonly mayUse: Budget };
  },
  spending: SpendingLog,
): RunBudget {
  const { price, id } = endpoint;
  const ask = (amount: Spending) => setMoreAside({ run, endpoint: id, at, limits }, amount, spending);
  return new RunBudget({ price, ...cover, used, ask });
}

/** Gives back what was set aside for a run, of which nothing counts. */
export async function giveBack(at: Date, run: string, spending: SpendingLog): Promise<void> {
  await spending.change(periodsOf(at), (before) => ({
    accounts: new Map([...before].map(([period, account]) => [period, release(account, run)])),
    result: undefined,
  }));
}

/** Puts what runs used in the place of what was set aside for them. Repeated it changes nothing. */
export async function settleRuns(at: Date, used: ReadonlyMap<string, Spending>, spending: SpendingLog): Promise<void> {
  if (used.size === 0) return;
  await spending.change(periodsOf(at), (before) => {
    const all = [...used];
    const after = (account: Account) => all.reduce((sum, [run, amount]) => settle(sum, run, amount), account);
    const accounts = new Map([...before].map(([period, account = emptyAccount]) => [period, after(account)]));
    return { accounts, result: undefined };
  });
}
