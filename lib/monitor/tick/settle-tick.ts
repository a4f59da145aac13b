import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { addSpending, nothingSpent, type Spending, spendingOf } from '../../domain/run/spending.ts';
import { runId } from '../../plan/plan-run.ts';
import { budgetMonth } from '../../plan/run-budget.ts';
import type { SpendingLog } from '../../ports/spending-log.ts';
import type { Stores } from '../../ports/stores.ts';

const atOnce = 16;

/** What a tick came to. */
export interface TickOutcome {
  /** Runs that are over, with or without all of their draws. */
  readonly sealed: number;
  /** Runs that are not: their worker failed, and the next tick closes them. */
  readonly open: number;
  readonly used: Spending;
}

/**
 * Counts what the runs of a tick used and replaces what was set aside for them. A function of what is stored, so that
 * a repeated call counts nothing twice. While a run is still open, what was set aside stays.
 */
export async function settleTick(
  { at, project }: { readonly at: Date; readonly project: ProjectFile },
  { stores, spending }: { readonly stores: Pick<Stores, 'runs'>; readonly spending: SpendingLog },
): Promise<TickOutcome> {
  const found = await mapConcurrently(project.endpoints, atOnce, async ({ id, price }) => {
    const record = await stores.runs.get(runId(id, at));
    return record && { isOpen: record.status === 'open', used: spendingOf(price, record), isTold: isUsageTold(record) };
  });
  const runs = found.filter((run) => run !== undefined);
  const open = runs.filter(({ isOpen }) => isOpen).length;
  const used = runs.map((run) => run.used).reduce(addSpending, nothingSpent);
  // Of answers that came without their usage nobody knows what they cost: what was set aside for them stays.
  if (runs.length > 0 && open === 0 && runs.every(({ isTold }) => isTold))
    await spending.put(budgetMonth(at), at.toISOString(), used);
  return { sealed: runs.length - open, open, used };
}

function isUsageTold({ completed, inputTokens, outputTokens }: RunRecord): boolean {
  return completed === 0 || inputTokens + outputTokens > 0;
}
