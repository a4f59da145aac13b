import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { RunPlan, RunRecord } from '../domain/run/run.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { type PlanInput, planRun } from '../plan/plan-run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import { type ReplayDeps, replayRun } from '../replay/replay-run.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { currentEpoch } from './judge/open-epoch.ts';
import { closeIncident } from './tell/incidents.ts';
import { type NotifyDeps, notify } from './tell/notify.ts';

export interface RunDeps
  extends Omit<NotifyDeps, 'stores'>,
    Pick<ReplayDeps, 'provider' | 'random' | 'liveTools' | 'onStored'> {
  readonly stores: Stores;
  readonly clock: Clock;
  /** Judges a run that is over, with everything that is stored about its endpoint. */
  readonly judge: (run: RunRecord) => Promise<Judgement>;
  /** Told of a run before its first request leaves; `stored` draws were made before, by a process that was stopped. */
  readonly onPlanned?: (plan: RunPlan, stored: number) => void;
}

/** A run that is over, and what it showed; or one that was stopped and that the next command takes up again. */
export type RunOutcome =
  | { readonly kind: 'judged'; readonly run: RunRecord; readonly judgement: Judgement }
  | { readonly kind: 'stopped'; readonly run: RunRecord };

/** Makes one run of an endpoint, from the plan to the alert. `goldens` are those that are replayed there. */
export async function runEndpoint(
  { endpoint, goldens }: { readonly endpoint: Endpoint; readonly goldens: readonly GoldenRequest[] },
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<RunOutcome> {
  for (const golden of goldens) await deps.stores.goldens.put(golden); // before a plan names their versions
  const seed = Math.floor(deps.random() * 2 ** 48).toString(16);
  const plan = await openRun({ endpoint, goldens, at: deps.clock.now(), seed }, deps);
  deps.onPlanned?.(plan, 0);
  return finishRun({ plan, endpoint }, deps, signals);
}

/** Plans a run in the endpoint's current epoch and remembers the plan. Its goldens must be in the archive by then. */
export async function openRun(
  { endpoint, ...input }: Omit<PlanInput, 'endpoint' | 'epoch'> & { readonly endpoint: Endpoint },
  deps: { readonly stores: Pick<Stores, 'runs' | 'epochs' | 'incidents'>; readonly clock: Pick<Clock, 'now'> },
): Promise<RunPlan> {
  const plan = planRun({ endpoint, epoch: await epochOfRun(endpoint, deps), ...input });
  await deps.stores.runs.open(plan);
  return plan;
}

/** Makes what draws are missing in a run, seals it, judges it and tells people. */
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
  const complete = await replayRun({ plan, endpoint }, replaying, signals);
  if (!complete) return { kind: 'stopped', run: (await stores.runs.get(plan.run)) as RunRecord };
  return sealRun({ plan, endpoint, status: 'finished' }, deps);
}

/** Seals a run with what arrived, judges it and tells people. */
export async function sealRun(
  {
    plan,
    endpoint,
    status,
  }: { readonly plan: RunPlan; readonly endpoint: Endpoint; readonly status: 'finished' | 'closed' },
  deps: RunDeps,
): Promise<RunOutcome> {
  const run = await deps.stores.runs.close(plan.run, { status, finishedAt: deps.clock.now().toISOString() });
  return { kind: 'judged', run, judgement: await judgeAndNotify(run, endpoint, deps) };
}

/** What every run that is over goes through; repeated for a run that a killed process left without. */
export async function judgeAndNotify(run: RunRecord, endpoint: Endpoint, deps: RunDeps): Promise<Judgement> {
  return notify(await deps.judge(run), endpoint, deps);
}

/** The epoch now; an incident of the one before is over when something else is being watched. */
async function epochOfRun(endpoint: Endpoint, { stores, clock }: Parameters<typeof openRun>[1]): Promise<number> {
  const { number, by, why } = await currentEpoch(endpoint, { epochs: stores.epochs, clock });
  const at = clock.now().toISOString();
  await closeIncident(stores.incidents, {
    endpoint: endpoint.id,
    beforeEpoch: number,
    status: 'resolved',
    by,
    why,
    at,
  });
  return number;
}
