import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { everySecondsOf } from '../domain/project/run-schedule.ts';
import { committedIn } from '../domain/run/account.ts';
import type { RunRecord, Shrunk } from '../domain/run/run.ts';
import { addSpending, nothingSpent, type Spending, spendingOf } from '../domain/run/spending.ts';
import { limitsOf, periodsOf } from '../plan/limits-of.ts';
import { setAsideFor } from '../plan/run-budget.ts';
import { type MonthLeft, mayShrinkAt, runsDueIn, shrunkBy, smallerSize } from '../plan/shrink.ts';
import type { Stores } from '../ports/stores.ts';

export type ShrinkStores = Pick<Stores, 'runs' | 'judgements' | 'incidents' | 'spending'>;

export type BudgetedProject = Pick<ProjectFile, 'budget' | 'endpoints' | 'every'>;

/** What is due at endpoints, by id, for those who ask for many endpoints at one moment. */
export type KnownDues = Map<string, Promise<Spending>>;

/** Newest runs among which one is looked for that was made to its end. */
const runsLookedAt = 8;

/**
 * Whether the next run of an endpoint is made smaller, because the budget of the month, its own or that of all together,
 * would be used up before the month is over. Never while a baseline is learned or drift is in progress: those runs are to
 * tell all that they can. A function of what is stored of the past.
 *
 * Cost: nothing outside the last quarter of a month or without a budget of the month; else a read of the account, the newest
 * judgement and incidents, and a few records of each endpoint that shares the budget.
 *
 * @param known is read and added to.
 */
export async function shrinkRun(
  { endpoint, goldens }: { readonly endpoint: Endpoint; readonly goldens: readonly GoldenRequest[] },
  at: Date,
  project: BudgetedProject,
  stores: ShrinkStores,
  known: KnownDues = new Map(),
): Promise<Shrunk | undefined> {
  const [, month] = periodsOf(at);
  const { run, accounts } = limitsOf(at, { project: project.budget, endpoint: endpoint.budget });
  const monthly = accounts.filter(({ period }) => period === month);
  if (monthly.length === 0 || smallerSize(endpoint.repetitions) === undefined || !mayShrinkAt(at)) return undefined;
  if (!(await isJudgedQuietly(endpoint.id, stores))) return undefined;
  const account = await stores.spending.read(month);
  const room = setAsideFor(endpoint, goldens, run); // the last of them begins only where there is room for all that it may use
  const left = monthly.map(async ({ scope, period, budget }): Promise<MonthLeft> => {
    const sharing = scope === 'endpoint' ? [endpoint] : project.endpoints;
    const due = await Promise.all(
      sharing.map((one) => {
        const asked = known.get(one.id) ?? dueOf(one, month, at, project, stores);
        known.set(one.id, asked);
        return asked;
      }),
    );
    const committed = committedIn(account, scope === 'endpoint' ? endpoint.id : undefined);
    return { scope, period, budget, committed, due: [room, ...due].reduce(addSpending, nothingSpent) };
  });
  const [newest] = await newestRuns(endpoint.id, at, stores, 1);
  return shrunkBy(endpoint.repetitions, at, await Promise.all(left), newest?.shrunk?.period === month);
}

/** Whether the newest verdict holds the run against a baseline, and no drift goes on. */
async function isJudgedQuietly(endpoint: string, { judgements, incidents }: ShrinkStores): Promise<boolean> {
  const [newest] = await judgements.summaries({ endpoint, last: 1 });
  if (newest?.coverage === undefined || newest.verdict.kind === 'drift-detected') return false;
  return (await incidents.active(endpoint)).length === 0;
}

/** What the runs that are due at an endpoint in a month will use in their full size; nothing where none was ever made to its end. */
async function dueOf(
  endpoint: Endpoint,
  month: string,
  now: Date,
  project: BudgetedProject,
  stores: ShrinkStores,
): Promise<Spending> {
  const made = (await newestRuns(endpoint.id, now, stores, runsLookedAt)).findLast(
    ({ status, completed }) => status === 'finished' && completed > 0,
  );
  if (made === undefined) return nothingSpent;
  const times = runsDueIn(month, now, everySecondsOf(endpoint, project)) * fullSize(made);
  const { tokens, costMicros } = spendingOf(endpoint.price, made);
  return { tokens: Math.ceil(tokens * times), costMicros: Math.ceil(costMicros * times) };
}

/** So many times what it used, a run would have used in its full size. */
function fullSize({ shrunk }: RunRecord): number {
  return shrunk === undefined ? 1 : shrunk.from / shrunk.to;
}

/** Oldest first. */
function newestRuns(endpoint: string, now: Date, { runs }: ShrinkStores, last: number): Promise<readonly RunRecord[]> {
  return runs.list({ endpoint, last, until: now.toISOString() });
}
