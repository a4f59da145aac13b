import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { durationSeconds, type ProjectFile } from '../../domain/project/project.ts';
import { fleetThresholds } from '../../drift/budget.ts';
import { baselineFor } from '../../drift/earliest-alarm.ts';
import type { JudgingSettings } from './judge-run.ts';

const secondsPerYear = 365 * 86_400;

/** An endpoint is not called armed before a gross change could alarm within so many runs. */
const armedWithinRuns = 10;

/**
 * How an endpoint is judged so that all endpoints of the project together keep its promise of false alarms a year, with
 * a run each interval. The baseline is as long as the endpoint says, or longer where that promise needs it.
 */
export function judgingSettings(
  endpoint: Endpoint,
  { endpoints, every, falseAlarmsPerYear }: Pick<ProjectFile, 'endpoints' | 'every' | 'falseAlarmsPerYear'>,
): JudgingSettings {
  const runsPerYear = secondsPerYear / durationSeconds(every);
  const fleet = endpoints.map(() => ({ runsPerYear }));
  const threshold = fleetThresholds(fleet, falseAlarmsPerYear)[0] as number;
  return {
    threshold,
    baselineRuns: Math.max(endpoint.baselineRuns, baselineFor(threshold, armedWithinRuns)),
    effectFloor: endpoint.effectFloor,
    salt: endpoint.id,
  };
}
