import type { Endpoint } from '../domain/endpoint.ts';
import type { GoldenRequest } from '../domain/golden-request.ts';
import type { ReplaySignals } from './replay-run.ts';
import { type ResumePolicy, resumeRuns } from './resume-runs.ts';
import { type RunDeps, type RunOutcome, runEndpoint } from './run-endpoint.ts';

export interface Visit {
  readonly endpoint: Endpoint;
  readonly goldens: readonly GoldenRequest[];
  readonly resume: ResumePolicy;
  /** Whether a new run is to be made, beside taking up what was left. */
  readonly run: boolean;
}

/** Takes up what was left behind at an endpoint, and then makes a new run if one is wanted. */
export async function visitEndpoint(visit: Visit, deps: RunDeps, signals: ReplaySignals): Promise<RunOutcome[]> {
  const { endpoint, goldens, resume, run } = visit;
  const outcomes = [...(await resumeRuns(endpoint, resume, deps, signals))];
  if (run && !signals.stop.aborted) outcomes.push(await runEndpoint({ endpoint, goldens }, deps, signals));
  return outcomes;
}
