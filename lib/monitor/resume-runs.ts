import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { RunPlan } from '../domain/run/run.ts';
import { batchWithinMs } from '../plan/batch-rhythm.ts';
import { clearBatches, giveUpBatches } from '../replay/batch/clear-batches.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { isCurrent } from './is-current.ts';
import { unjudgedRuns } from './judge/unjudged-runs.ts';
import { finishRun, judgeAndNotify, type RunDeps, type RunOutcome, sealRun } from './run-endpoint.ts';
import { notify } from './tell/notify.ts';

/** Judged runs that are looked past for one that nobody judged: so many may be dated later, by a clock that was set back. */
const lookedPast = 100;

export interface ResumePolicy {
  /**
   * Runs planned less than so long ago are finished, older ones are closed with what arrived: draws that are made long
   * after the others met another load, and would no longer be one run with them.
   */
  readonly finishWithinMs: number;
}

/**
 * Takes up what a process that was killed or stopped left behind at an endpoint: finishes or closes its open runs,
 * judges sealed runs that nobody judged, and sends alerts that did not go out. Oldest first; does nothing otherwise.
 */
export async function resumeRuns(
  endpoint: Endpoint,
  policy: ResumePolicy,
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<readonly RunOutcome[]> {
  await judgeForgotten(endpoint, deps);
  await clearEndpoint(endpoint, deps, signals);
  const outcomes: RunOutcome[] = [];
  for (const plan of await deps.stores.runs.openPlans(endpoint.id)) {
    if (signals.stop.aborted) break;
    outcomes.push(await resume(plan, endpoint, policy, deps, signals));
  }
  if (outcomes.length > 0) await clearEndpoint(endpoint, deps, signals);
  return outcomes;
}

async function resume(
  plan: RunPlan,
  endpoint: Endpoint,
  { finishWithinMs }: ResumePolicy,
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<RunOutcome> {
  const withinMs = endpoint.delivery === 'batch' ? batchWithinMs : finishWithinMs;
  // A plan that is dated in the future is as old as its clock was wrong.
  const ageMs = Math.abs(deps.clock.now().getTime() - Date.parse(plan.plannedAt));
  if (ageMs > withinMs || !(await isCurrent(plan, endpoint, deps.stores))) {
    await giveUp(plan, endpoint, deps, signals);
    return sealRun({ plan, endpoint, status: 'closed' }, deps);
  }
  const { completed = 0, failed = 0 } = (await deps.stores.runs.get(plan.run)) ?? {};
  deps.onPlanned?.(plan, completed + failed);
  return finishRun({ plan, endpoint }, deps, signals);
}

/** Gives up what of a run is at the provider: it is cancelled there before the run is closed, so that no more is paid for. */
async function giveUp({ run }: RunPlan, endpoint: Endpoint, deps: RunDeps, signals: ReplaySignals): Promise<void> {
  if (deps.batches === undefined) return;
  await giveUpBatches(run, { batches: deps.batches });
  await clearEndpoint(endpoint, deps, signals);
}

/** Cancels and removes at the provider what no run waits for any more. */
async function clearEndpoint(
  endpoint: Endpoint,
  { batches, provider, stores, clock }: RunDeps,
  { cancel = new AbortController().signal }: ReplaySignals,
): Promise<void> {
  if (batches === undefined || provider.batches === undefined) return;
  const left = (await batches.list()).filter((batch) => batch.endpoint.id === endpoint.id);
  await clearBatches(left, provider.batches, { batches, clock, runs: stores.runs }, cancel);
}

/** Judges runs that were sealed by a process that was killed before it judged them, or before it told anybody. */
async function judgeForgotten(endpoint: Endpoint, deps: RunDeps): Promise<void> {
  const { unjudged, newest } = await unjudgedRuns(endpoint.id, deps.clock.now(), deps.stores, lookedPast);
  if (newest !== undefined) await notify(newest, endpoint, deps); // does nothing if it was heard
  for (const run of unjudged) await judgeAndNotify(run, endpoint, deps);
}
