import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../../domain/project/project.ts';
import { confirmingShare, mostRunsPerYear } from '../../domain/project/run-schedule.ts';
import { fleetThresholds } from '../../drift/budget.ts';
import { baselineFor } from '../../drift/earliest-alarm.ts';
import { shrinkingShare, smallerSize } from '../../plan/shrink.ts';
import type { JudgingSettings } from './judge-run.ts';

/** What of a project says how its endpoints are judged. */
export type JudgedProject = Pick<ProjectFile, 'endpoints' | 'every' | 'falseAlarmsPerYear'> &
  Partial<Pick<ProjectFile, 'budget'>>;

/** An endpoint is not called armed before a gross change could alarm within so many runs. */
const armedWithinRuns = 10;

/**
 * How an endpoint is judged so that all endpoints of the project together keep its promise of false alarms a year, with
 * the most runs that its schedule and its confirming runs come to. The baseline is as long as the endpoint says, or longer
 * where that promise needs it.
 */
export function judgingSettings(
  endpoint: Endpoint,
  { endpoints, every, falseAlarmsPerYear, budget }: JudgedProject,
): JudgingSettings {
  const runsPerYear = mostRunsPerYear(endpoint, { every }) * sizesARun(endpoint, budget);
  const member = { runsPerYear, oneIn: oneInOf(endpoint, endpoints) };
  const threshold = fleetThresholds([member], falseAlarmsPerYear)[0] as number;
  return {
    threshold,
    baselineRuns: Math.max(endpoint.baselineRuns, baselineFor(threshold, armedWithinRuns)),
    effectFloor: endpoint.effectFloor,
    salt: endpoint.id,
  };
}

/**
 * An endpoint's part of the promise is one in so many: the same for each that stands in the project file. Where one has a
 * canary, the two streams divide its part as `canary.share` says; so a canary takes nothing from the other endpoints.
 */
function oneInOf(endpoint: Endpoint, endpoints: readonly Endpoint[]): number {
  const written = endpoints.filter(({ canaryOf }) => canaryOf === undefined).length;
  if (endpoint.canaryOf !== undefined) {
    const canary = endpoints.find(({ id }) => id === endpoint.canaryOf)?.canary;
    return written / (canary?.share ?? 1);
  }
  const hasStream = endpoints.some(({ canaryOf }) => canaryOf === endpoint.id);
  return hasStream ? written / (1 - (endpoint.canary?.share ?? 0)) : written;
}

/**
 * Sizes that a run may have, as the promise counts them: each may alarm by itself, and which of them is made may depend on
 * earlier answers. Only runs of the last quarter of a month may be smaller; with confirming runs which of the year's runs
 * those are depends on answers as well, so that all of them count twice.
 */
function sizesARun(endpoint: Endpoint, budget: ProjectFile['budget']): number {
  const isBudgeted = (endpoint.budget?.month ?? budget?.month) !== undefined;
  if (!isBudgeted || smallerSize(endpoint.repetitions) === undefined) return 1;
  return confirmingShare(endpoint) > 0 ? 2 : 1 + shrinkingShare;
}
