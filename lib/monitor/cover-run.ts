import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { noLimits, type RunLimits } from '../domain/run/limits.ts';
import type { RunPlan, RunRecord } from '../domain/run/run.ts';
import { type Spending, spendingOf } from '../domain/run/spending.ts';
import { atSize, countedAt } from '../plan/plan-run.ts';
import { setAsideFor } from '../plan/run-budget.ts';
import type { Stores } from '../ports/stores.ts';
import type { RunBudget } from '../replay/run-budget.ts';
import { budgetOfRun, giveBack, settleRuns, withinBudget } from '../replay/within-budget.ts';

export interface CoverDeps {
  readonly stores: Pick<Stores, 'spending' | 'goldens' | 'runs'>;
  /** What a run that is planned at some time is held to. @default nothing */
  readonly limits?: (endpoint: Endpoint, at: Date) => RunLimits;
}

/** What was asked for a run, and the budget that it is made with; none where something does not cover it. */
export interface CoveredRun {
  readonly needs: Spending;
  readonly budget?: RunBudget;
}

/** What the run of an endpoint is held to. */
export function limitsOfRun(
  plan: Pick<RunPlan, 'run' | 'plannedAt'>,
  endpoint: Endpoint,
  { limits }: Pick<CoverDeps, 'limits'>,
): RunLimits {
  return limits?.(endpoint, countedAt(plan)) ?? noLimits;
}

/** Sets aside what a run is going to use. Called again for a run that goes on, it finds what was set aside. */
export async function coverRun(plan: RunPlan, whole: Endpoint, deps: CoverDeps): Promise<CoveredRun> {
  const { run } = plan;
  const endpoint = atSize(whole, plan.shrunk);
  const limits = limitsOfRun(plan, endpoint, deps);
  const at = countedAt(plan);
  const goldens = await goldensOf(plan, deps.stores.goldens);
  const { covers } = await withinBudget(at, [{ run, endpoint, goldens, limits }], deps.stores.spending);
  const needs = setAsideFor(endpoint, goldens, limits.run);
  const cover = covers.get(run);
  if (cover === undefined || cover.refused !== undefined) return { needs };
  // Another process may have ended and settled it meanwhile: what is set aside after that would never be counted off.
  if (cover.isNew && (await deps.stores.runs.get(run))?.status !== 'open') {
    await giveBack(at, run, deps.stores.spending);
    return { needs };
  }
  return { needs, budget: budgetOfRun({ run, endpoint, at, limits, cover }, deps.stores.spending) };
}

/** Puts what a run that is over used in the place of what was set aside for it. */
export async function settleRun(record: RunRecord, endpoint: Endpoint, { stores }: CoverDeps): Promise<void> {
  const used = new Map([[record.run, spendingOf(endpoint.price, record)]]);
  await settleRuns(countedAt(record), used, stores.spending);
}

async function goldensOf({ tasks }: RunPlan, archive: Pick<Stores['goldens'], 'get'>): Promise<GoldenRequest[]> {
  const versions = [...new Set(tasks.map(({ goldenVersion }) => goldenVersion))];
  const found = await Promise.all(versions.map((version) => archive.get(version)));
  return found.filter((golden) => golden !== undefined);
}
