import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import type { Aside } from '../../domain/run/account.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { addSpending, nothingSpent, type Spending, spendingOf } from '../../domain/run/spending.ts';
import { periodsOf } from '../../plan/limits-of.ts';
import { runId, timeInRunId } from '../../plan/plan-run.ts';
import type { Stores } from '../../ports/stores.ts';
import { extraPrefix } from '../../replay/extra-draws.ts';
import { settleRuns } from '../../replay/within-budget.ts';

const atOnce = 16;

/** What a tick came to. */
export interface TickOutcome {
  /** Runs that are over, with or without all of their draws. */
  readonly sealed: number;
  /** Runs that are not: their worker failed, and the next tick closes them. */
  readonly open: number;
  readonly used: Spending;
}

interface SettleDeps {
  readonly stores: Pick<Stores, 'runs' | 'spending'>;
}

/**
 * Counts what the runs of a tick used, and puts it in the place of what was set aside for them. A function of what is stored,
 * so that a repeated call counts nothing twice. Of a run that is still open, what was set aside stays.
 */
export async function settleTick(
  { at, project }: { readonly at: Date; readonly project: ProjectFile },
  { stores }: SettleDeps,
): Promise<TickOutcome> {
  const found = await mapConcurrently(project.endpoints, atOnce, async ({ id, price }) => {
    const record = await stores.runs.get(runId(id, at));
    return record && { isOpen: record.status === 'open', used: spendingOf(price, record) };
  });
  const runs = found.filter((run) => run !== undefined);
  const open = runs.filter(({ isOpen }) => isOpen).length;
  await settleLeft({ at, project, untilTick: true }, { stores });
  return { sealed: runs.length - open, open, used: runs.map((run) => run.used).reduce(addSpending, nothingSpent) };
}

/**
 * Settles runs that are over, whoever ended them: also those of endpoints that were removed, and those of which whoever set
 * something aside was killed before it did more. Costs a read where nothing is set aside, and one more for each run that is.
 *
 * @param untilTick only runs of that tick and of earlier ones; else all of its day and month.
 */
export async function settleLeft(
  {
    at,
    project,
    untilTick = false,
    only,
  }: {
    readonly at: Date;
    readonly project: Pick<ProjectFile, 'endpoints'>;
    readonly untilTick?: boolean;
    /** Only runs of this endpoint. @default all */
    readonly only?: string;
  },
  { stores: { runs, spending } }: SettleDeps,
): Promise<void> {
  const accounts = await Promise.all(periodsOf(at).map((period) => spending.read(period)));
  const left = new Map(accounts.flatMap(({ aside }) => Object.entries(aside)));
  const isMeant = (run: string, { endpoint }: Aside) =>
    !run.startsWith(extraPrefix) &&
    (only === undefined || endpoint === only) &&
    (!untilTick || (timeInRunId(run)?.getTime() ?? 0) <= at.getTime());
  const prices = new Map(project.endpoints.map(({ id, price }) => [id, price]));
  const used = await mapConcurrently(
    [...left].filter((one) => isMeant(...one)),
    atOnce,
    async ([run, aside]) => {
      const record = await runs.get(run);
      if (record?.status === 'open') return [];
      return [{ run, at: timeInRunId(run) ?? at, used: usedBy(record, aside, prices) }];
    },
  );
  // Of a day that is over, too, where a run of it ended late.
  for (const [time, ended] of Map.groupBy(used.flat(), (one) => one.at.getTime()))
    await settleRuns(new Date(time), new Map(ended.map((one) => [one.run, one.used])), spending);
}

type Prices = ReadonlyMap<string, Parameters<typeof spendingOf>[0]>;

/** Nothing where a run was never begun. Of an endpoint that is gone nobody knows the price: what was set aside is taken for it. */
function usedBy(record: RunRecord | undefined, aside: Aside, prices: Prices): Spending {
  if (record === undefined) return nothingSpent;
  const used = spendingOf(prices.get(aside.endpoint), record);
  return prices.has(aside.endpoint) || used.tokens === 0 ? used : { ...used, costMicros: aside.costMicros };
}
