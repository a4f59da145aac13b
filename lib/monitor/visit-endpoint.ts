import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { followLifecycle } from '../models/follow-lifecycle.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { ReplaySignals } from '../replay/replay-signals.ts';
import { type ResumePolicy, resumeRuns } from './resume-runs.ts';
import { type RunDeps, type RunOutcome, runEndpoint } from './run-endpoint.ts';
import { tellConditions } from './tell/tell-conditions.ts';
import { settleLeft } from './tick/settle-tick.ts';

export interface Visit {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  readonly resume: ResumePolicy;
  /** Whether a new run is to be made, beside taking up what was left. */
  readonly run: boolean;
}

export interface VisitDeps extends RunDeps {
  /** Where what the endpoint's list says about its model is remembered; nobody asks for it if left out. */
  readonly notices?: ModelNoticeStore;
}

/**
 * Takes up what was left behind at an endpoint, and then makes a new run if one is wanted, or else looks whether it is silent. Along with a new run goes a
 * look at the list of models, once a day; answers that say when their model retires are heard, too.
 */
export async function visitEndpoint(visit: Visit, deps: VisitDeps, signals: ReplaySignals): Promise<RunOutcome[]> {
  const { endpoint, goldens, resume, run } = visit;
  const meanwhile = followLifecycle(endpoint, { ask: run, stop: signals.stop }, deps);
  const listening = { ...deps, onStored: meanwhile.onStored };
  await settleLeft({ at: deps.clock.now(), project: { endpoints: [endpoint] }, only: endpoint.id }, deps);
  const outcomes = [...(await resumeRuns(endpoint, resume, listening, signals))];
  // A run whose requests are with the provider takes the place of the one that is due.
  const isUnderWay = outcomes.some(({ kind }) => kind === 'submitted');
  if (!run) await tellConditions(endpoint, listening);
  else if (!signals.stop.aborted && !isUnderWay)
    outcomes.push(await runEndpoint({ endpoint, goldens }, listening, signals));
  await meanwhile.done();
  return outcomes;
}
