import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError, type Problem } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { ClosedBecause, RunPlan, RunRecord, Shrunk } from '../domain/run/run.ts';
import type { Spending } from '../domain/run/spending.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { type PlanInput, planRun, runId } from '../plan/plan-run.ts';
import type { BatchLog } from '../ports/batch-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import { type BatchReplay, replayAsBatch } from '../replay/batch/replay-as-batch.ts';
import { type ReplayDeps, replayRun } from '../replay/replay-run.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { keepBudgets } from './conditions/keep-budgets.ts';
import { type CoverDeps, coverRun, limitsOfRun, settleRun } from './cover-run.ts';
import { planEpoch } from './judge/begin-epoch.ts';
import { type NotifyDeps, notify } from './tell/notify.ts';

/** An endpoint, and the goldens that are replayed there. */
export interface ReplayedRun {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
}

export interface RunDeps
  extends Omit<NotifyDeps, 'stores'>,
    Pick<ReplayDeps, 'provider' | 'random' | 'liveTools' | 'onStored'>,
    Pick<CoverDeps, 'limits'> {
  readonly stores: Stores;
  readonly clock: Clock;
  /** Judges a run that is over, with everything that is stored about its endpoint. */
  readonly judge: (run: RunRecord) => Promise<Judgement>;
  /** Whether a run is made smaller, so that the budget of the month lasts. @default never */
  readonly shrink?: (run: ReplayedRun, at: Date) => Promise<Shrunk | undefined>;
  /** Where batches are kept that are at a provider; endpoints with `delivery: batch` need it. */
  readonly batches?: BatchLog;
  /** Told of a run before its first request leaves; `stored` draws were made before, by a process that was stopped. */
  readonly onPlanned?: (plan: RunPlan, stored: number) => void;
}

/**
 * A run that is over, and what it showed; or one that the next command takes up again, as it was stopped or as its
 * requests are with the provider, handed in just now (`isNew`) or before. Unless it `isTaken`, the provider has not said
 * that it has them all.
 */
export type RunOutcome =
  | { readonly kind: 'judged'; readonly run: RunRecord; readonly judgement: Judgement }
  | { readonly kind: 'submitted'; readonly run: RunRecord; readonly isNew: boolean; readonly isTaken: boolean }
  | { readonly kind: 'stopped'; readonly run: RunRecord };

/** Makes one run of an endpoint, from the plan to the alert. */
export async function runEndpoint(
  { endpoint, goldens }: ReplayedRun,
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<RunOutcome> {
  for (const golden of goldens) await deps.stores.goldens.put(golden); // before a plan names their versions
  const seed = Math.floor(deps.random() * 2 ** 48).toString(16);
  const at = await freeTime(endpoint, deps.clock.now(), deps.stores);
  const shrunk = await deps.shrink?.({ endpoint, goldens }, at);
  const plan = await openRun({ endpoint, goldens, at, seed, shrunk }, deps);
  deps.onPlanned?.(plan, 0);
  return finishRun({ plan, endpoint }, deps, signals);
}

/**
 * Plans a run in the endpoint's current epoch, or in the one that it begins if it is answered, and remembers the plan. Its
 * goldens must be in the archive by then.
 */
export async function openRun(
  { endpoint, ...input }: Omit<PlanInput, 'endpoint' | 'epoch' | 'begins'> & { readonly endpoint: Endpoint },
  { stores }: { readonly stores: Pick<Stores, 'runs' | 'epochs'> },
): Promise<RunPlan> {
  const planned = planEpoch(endpoint, await stores.epochs.list(endpoint.id));
  const plan = planRun({ endpoint, ...planned, ...input });
  await stores.runs.open(plan);
  return plan;
}

/** A time at which no run of the endpoint was planned: where a clock was set back, one may have been. */
async function freeTime(endpoint: Endpoint, at: Date, { runs }: Pick<Stores, 'runs'>): Promise<Date> {
  let free = at;
  while ((await runs.get(runId(endpoint.id, free))) !== undefined) free = new Date(free.getTime() + 1);
  return free;
}

/**
 * Makes what draws are missing in a run, seals it, judges it and tells people. A run that no budget covers, or not to its end,
 * is judged with what it has.
 */
export async function finishRun(
  { plan, endpoint }: { readonly plan: RunPlan; readonly endpoint: Endpoint },
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<RunOutcome> {
  const { stores, provider, clock, random } = deps;
  const replaying: ReplayDeps = {
    runs: stores.runs,
    goldens: stores.goldens,
    provider,
    clock,
    random,
    ...(deps.liveTools === undefined ? {} : { liveTools: deps.liveTools }),
    ...(deps.onStored === undefined ? {} : { onStored: deps.onStored }),
  };
  const { needs, budget } = await coverRun(plan, endpoint, deps);
  if (endpoint.delivery === 'batch' && budget !== undefined)
    return finishBatchRun({ plan, endpoint, budget, needs }, { ...replaying, ...deps }, signals);
  const complete = budget !== undefined && (await replayRun({ plan, endpoint, budget }, replaying, signals));
  if (budget === undefined || (!complete && budget.isUsedUp))
    return sealRun({ plan, endpoint, status: 'closed', because: 'budget', needs }, deps);
  if (!complete) return { kind: 'stopped', run: (await stores.runs.get(plan.run)) as RunRecord };
  return sealRun({ plan, endpoint, status: 'finished' }, deps);
}

/** The same for a run whose requests are handed in together: it is sealed by whoever finds that all of them have ended. */
async function finishBatchRun(
  { plan, endpoint, budget, needs }: Required<BatchReplay> & { readonly needs: Spending },
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<RunOutcome> {
  const { stores, batches } = deps;
  if (batches === undefined) throw new ConfigError([noBatchesHere(endpoint)]);
  const before = await batches.list(plan.run);
  const replaying = { ...deps, runs: stores.runs, goldens: stores.goldens, batches };
  if (await replayAsBatch({ plan, endpoint, budget }, replaying, signals))
    return sealRun({ plan, endpoint, status: 'finished' }, deps);
  if (budget.isUsedUp) return sealRun({ plan, endpoint, status: 'closed', because: 'budget', needs }, deps);
  const run = (await stores.runs.get(plan.run)) as RunRecord;
  if (signals.stop.aborted) return { kind: 'stopped', run };
  const isTaken = (await batches.list(plan.run)).every(({ state }) => state !== 'prepared');
  return { kind: 'submitted', run, isNew: before.length === 0, isTaken };
}

function noBatchesHere({ id }: Endpoint): Problem {
  return { where: `endpoint ${id}`, what: 'expected delivery: live, as nothing keeps batches here, got batch' };
}

/** Seals a run with what arrived, judges it and tells people. */
export async function sealRun(
  {
    plan,
    endpoint,
    status,
    because,
    needs,
  }: {
    readonly plan: RunPlan;
    readonly endpoint: Endpoint;
    readonly status: 'finished' | 'closed';
    readonly because?: ClosedBecause;
    /** What was asked for it, where a budget ended it. */
    readonly needs?: Spending;
  },
  deps: RunDeps,
): Promise<RunOutcome> {
  const run = await deps.stores.runs.close(plan.run, { status, finishedAt: deps.clock.now().toISOString(), because });
  await settleRun(run, endpoint, deps);
  await keepBudgets(run, { endpoint, limits: limitsOfRun(run, endpoint, deps), needs }, deps);
  return { kind: 'judged', run, judgement: await judgeAndNotify(run, endpoint, deps) };
}

/** What every run that is over goes through; repeated for a run that a killed process left without. */
export async function judgeAndNotify(run: RunRecord, endpoint: Endpoint, deps: RunDeps): Promise<Judgement> {
  return notify(await deps.judge(run), endpoint, deps);
}
