import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { RunPlan } from '../domain/run/run.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { planEpoch } from './judge/begin-epoch.ts';
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
  const outcomes: RunOutcome[] = [];
  for (const plan of await deps.stores.runs.openPlans(endpoint.id)) {
    if (signals.stop.aborted) break;
    outcomes.push(await resume(plan, endpoint, policy, deps, signals));
  }
  return outcomes;
}

async function resume(
  plan: RunPlan,
  endpoint: Endpoint,
  { finishWithinMs }: ResumePolicy,
  deps: RunDeps,
  signals: ReplaySignals,
): Promise<RunOutcome> {
  // A plan that is dated in the future is as old as its clock was wrong.
  const ageMs = Math.abs(deps.clock.now().getTime() - Date.parse(plan.plannedAt));
  if (ageMs > finishWithinMs || !(await isCurrent(plan, endpoint, deps)))
    return sealRun({ plan, endpoint, status: 'closed' }, deps);
  deps.onPlanned?.(plan, (await deps.stores.runs.samples(plan.run)).length);
  return finishRun({ plan, endpoint }, deps, signals);
}

/** Whether what the plan was made for is what the endpoint is now. */
async function isCurrent({ epoch, begins }: RunPlan, endpoint: Endpoint, { stores }: RunDeps): Promise<boolean> {
  const planned = planEpoch(endpoint, await stores.epochs.list(endpoint.id));
  return planned.epoch === epoch && planned.begins?.configuration === begins?.configuration;
}

/** Judges runs that were sealed by a process that was killed before it judged them, or before it told anybody. */
async function judgeForgotten(endpoint: Endpoint, deps: RunDeps): Promise<void> {
  const { unjudged, newest } = await unjudgedRuns(endpoint.id, deps.clock.now(), deps.stores, lookedPast);
  if (newest !== undefined) await notify(newest, endpoint, deps); // does nothing if it was heard
  for (const run of unjudged) await judgeAndNotify(run, endpoint, deps);
}
