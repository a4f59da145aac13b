import { mapConcurrently } from '../domain/map-concurrently.ts';
import type { ProjectFile } from '../domain/project.ts';
import type { RunRecord } from '../domain/run.ts';
import { runId } from '../plan/plan-run.ts';
import { budgetMonth } from '../plan/token-budget.ts';
import type { SpendingLog, Stores } from './ports.ts';

const atOnce = 16;

/** What a fleet came to. */
export interface FleetOutcome {
  /** Runs that are over, with or without all of their draws. */
  readonly sealed: number;
  /** Runs that are not: their worker failed, and the next fleet closes them. */
  readonly open: number;
  readonly tokens: number;
}

/**
 * Counts what the runs of a fleet used and replaces what was set aside for them. A function of what is stored, so that
 * a repeated call counts nothing twice. While a run is still open, what was set aside stays.
 */
export async function settleFleet(
  { at, project }: { readonly at: Date; readonly project: ProjectFile },
  { stores, spending }: { readonly stores: Pick<Stores, 'runs'>; readonly spending: SpendingLog },
): Promise<FleetOutcome> {
  const records = await mapConcurrently(project.endpoints, atOnce, ({ id }) => stores.runs.get(runId(id, at)));
  const runs = records.filter((record): record is RunRecord => record !== undefined);
  const open = runs.filter(({ status }) => status === 'open').length;
  const tokens = runs.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
  if (runs.length > 0 && open === 0) await spending.put(budgetMonth(at), at.toISOString(), tokens);
  return { sealed: runs.length - open, open, tokens };
}
