import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { BusyError, ConfigError } from '../domain/errors.ts';
import type { RunPlan } from '../domain/run/run.ts';
import type { TickTask } from '../domain/run/tick.ts';
import { countedAt } from '../plan/plan-run.ts';
import { shardOf } from '../plan/shards.ts';
import type { AlertLog } from '../ports/alert-log.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { SpendingLog } from '../ports/spending-log.ts';
import { type ReplayDeps, replayRun } from './replay-run.ts';
import type { ReplaySignals } from './replay-signals.ts';
import { RunBudget } from './run-budget.ts';
import { budgetOfRun } from './within-budget.ts';

export interface ShardDeps extends Omit<ReplayDeps, 'runs'> {
  readonly runs: Pick<RunStore, 'openPlans' | 'samples' | 'inParts' | 'putSample'>;
  /** Claims that lapse: here they keep two workers from drawing for one run at once, when a call is delivered twice. */
  readonly claims: Pick<AlertLog, 'claim' | 'release'>;
  readonly spending: SpendingLog;
}

/**
 * Replays the next shard of a task, or as much of it as the signals allow, and says what is next. A draw that is stored is
 * never made again, whoever retries; a run that somebody sealed meanwhile, or that used more than it may, has nothing left.
 *
 * @throws {BusyError} while another worker replays the same run; its claim lapses when that one was killed.
 */
export async function replayShard(
  { task, endpoint }: { readonly task: TickTask; readonly endpoint: Endpoint },
  deps: ShardDeps,
  signals: ReplaySignals,
): Promise<TickTask> {
  if (endpoint.delivery === 'batch') {
    const what = 'expected delivery: live, as nothing keeps batches here, got batch';
    throw new ConfigError([{ where: `endpoint ${endpoint.id}`, what }]);
  }
  const { run, shard, shards, shardDraws } = task;
  const plan = (await deps.runs.openPlans(endpoint.id)).find((open) => open.run === run);
  if (plan === undefined) return { ...task, shard: shards };

  const claim = `replay ${plan.run}`;
  if (!(await deps.claims.claim(claim, deps.clock.now().toISOString())))
    throw new BusyError(`run ${plan.run} is being replayed by somebody else`);
  try {
    const budget = budgetOf(task, endpoint, plan, deps.spending);
    const work = { plan, endpoint, shard: shardOf(plan.tasks, shard, shardDraws), budget };
    const isComplete = await replayRun(work, deps, signals);
    const next = isComplete ? shard + 1 : shard;
    if (budget.isUsedUp && next < shards) return { ...task, shard: shards, isCutShort: true };
    return isComplete ? { ...task, shard: next, used: budget.used } : task;
  } finally {
    await deps.claims.release(claim);
  }
}

/** Unlimited for a task that was planned by a version that did not know these limits. */
function budgetOf(task: TickTask, endpoint: Endpoint, plan: RunPlan, spending: SpendingLog): RunBudget {
  const { aside, mayUse = {}, limits, used } = task;
  if (aside === undefined || limits === undefined) return new RunBudget({ price: endpoint.price, mayUse, used });
  return budgetOfRun(
    { run: plan.run, endpoint, at: countedAt(plan), limits, used, cover: { aside, mayUse } },
    spending,
  );
}
