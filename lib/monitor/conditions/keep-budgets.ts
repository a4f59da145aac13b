import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { type Account, committedIn, emptyAccount, spentIn } from '../../domain/run/account.ts';
import type { Limit, RunLimits } from '../../domain/run/limits.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { addSpending, type Budget, isWithin, type Spending } from '../../domain/run/spending.ts';
import type { BudgetCondition } from '../../domain/verdict/condition.ts';
import { endOfPeriod } from '../../plan/limits-of.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';

/** People are told when so much of a budget is used. */
const lowShare = 0.8;

export interface BudgetDeps {
  readonly stores: Pick<Stores, 'spending' | 'conditions'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is known of a run when its budgets are looked at. */
export interface BudgetedRun {
  readonly endpoint: Pick<Endpoint, 'id' | 'price'>;
  readonly limits: RunLimits;
  /** What is set aside for such a run, where that is known. */
  readonly needs?: Spending | undefined;
}

/**
 * Brings the conditions about budgets in step with what was used, after a run that is over. A budget has one condition, which
 * begins when 80 % of it are used by runs that are over, goes on to *used up* when a run was refused or cut short because of
 * it, and ends when its day or month is over, or it is another one. That of all endpoints together is kept with the endpoint
 * that came to it first. A function of what is stored: repeated it changes nothing.
 *
 * Cost: a read of the day's account and of the month's, one of conditions that go on, and one a budget that is low.
 */
export async function keepBudgets(
  record: Pick<RunRecord, 'run' | 'plannedAt' | 'closedBecause' | 'shrunk'>,
  run: BudgetedRun,
  deps: BudgetDeps,
): Promise<void> {
  const { conditions, spending } = deps.stores;
  const known = new Set<string>();
  const periods = new Set(run.limits.accounts.map(({ period }) => period));
  const accounts = new Map<string, Account>();
  for (const period of periods) accounts.set(period, await spending.read(period));
  for (const limit of run.limits.accounts) {
    const seen = look(limit, accounts.get(limit.period) ?? emptyAccount, record, run);
    const id = conditionId(limit, run.endpoint.id);
    if (seen === undefined) continue;
    known.add(id);
    const current = await conditions.get(id);
    const next = current === undefined ? begin(id, limit, seen, record, run) : change(current, seen, record);
    if (next !== undefined) await conditions.put(next); // else somebody else has just written the same
  }
  const now = deps.clock.now();
  for (const one of await conditions.open(run.endpoint.id))
    if (one.kind === 'budget' && !known.has(one.id)) await conditions.put(end(one, record, now));
}

type Seen = Pick<BudgetCondition, 'stage' | 'unit' | 'used' | 'limit' | 'shrunk'>;

/** Undefined while less than 80 % are used and every run is covered, in its full size. */
function look(
  { scope, period, budget }: Limit,
  account: Account,
  { closedBecause, shrunk }: Pick<RunRecord, 'closedBecause' | 'shrunk'>,
  { endpoint, needs }: BudgetedRun,
): Seen | undefined {
  const of = scope === 'endpoint' ? endpoint.id : undefined;
  const used = spentIn(account, of);
  const units = (['tokens', 'costMicros'] as const).filter((unit) => budget[unit] !== undefined);
  const isSmaller = shrunk !== undefined && shrunk.scope === scope && shrunk.period === period;
  const isShort = (unit: keyof Budget) => {
    if (needs === undefined || closedBecause !== 'budget') return false;
    return !isWithin(addSpending(committedIn(account, of), needs), { [unit]: budget[unit] });
  };
  const seen = (stage: Seen['stage'], unit: keyof Spending): Seen => ({
    stage,
    unit: unit === 'tokens' ? 'tokens' : 'money',
    used: used[unit],
    limit: budget[unit] ?? 0,
    ...(isSmaller ? { shrunk: { from: shrunk.from, to: shrunk.to } } : {}),
  });
  const short = units.find(isShort);
  if (short !== undefined) return seen('used-up', short);
  const low = units.find((unit) => used[unit] >= lowShare * (budget[unit] ?? Infinity));
  const worst = isSmaller ? units.toSorted((a, b) => share(used, b, budget) - share(used, a, budget))[0] : undefined;
  const told = low ?? worst;
  return told === undefined ? undefined : seen('low', told);
}

function share(used: Spending, unit: keyof Spending, budget: Budget): number {
  return used[unit] / (budget[unit] ?? Infinity);
}

/** The amount is part of it: of a budget that is raised people are told again when that is used up. */
function conditionId({ scope, period, budget: { tokens = 0, costMicros = 0 } }: Limit, endpoint: string): string {
  const name = `budget/${period}/${tokens}-${costMicros}`;
  return scope === 'project' ? name : `${endpoint}/${name}`;
}

function begin(
  id: string,
  { scope, period }: Limit,
  seen: Seen,
  { run, plannedAt: at }: Pick<RunRecord, 'run' | 'plannedAt'>,
  { endpoint: { id: endpoint, price } }: BudgetedRun,
): BudgetCondition {
  return {
    kind: 'budget',
    id,
    endpoint,
    status: 'open',
    since: at,
    firstRun: run,
    openedAt: at,
    run,
    runs: 1,
    updatedAt: at,
    revision: 0,
    scope,
    period: period.length === 7 ? 'month' : 'day',
    until: endOfPeriod(period).toISOString(),
    ...seen,
    ...(seen.unit === 'money' && price !== undefined ? { currency: price.currency } : {}),
  };
}

/** A budget that is used up is not low again; one that is over stays over. That runs are smaller is told once. */
function change(
  current: { readonly kind: string },
  seen: Seen,
  { run, plannedAt }: Pick<RunRecord, 'run' | 'plannedAt'>,
): BudgetCondition | undefined {
  const condition = current as BudgetCondition;
  const isNews = seen.stage === 'used-up' || (seen.shrunk !== undefined && condition.shrunk === undefined);
  if (condition.status !== 'open' || !isNews || condition.stage === 'used-up') return undefined;
  return { ...condition, ...seen, run, updatedAt: plannedAt, revision: condition.revision + 1 };
}

function end(
  condition: BudgetCondition,
  { run, plannedAt }: Pick<RunRecord, 'run' | 'plannedAt'>,
  now: Date,
): BudgetCondition {
  const at = Date.parse(plannedAt) < Date.parse(condition.openedAt) ? now.toISOString() : plannedAt;
  const revision = condition.revision + 1;
  return { ...condition, status: 'resolved', resolvedBy: run, resolvedAt: at, updatedAt: at, revision };
}
