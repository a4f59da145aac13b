import { describe, expect, it } from 'vitest';
import { metricsLine } from '../../../lib/aws/steps/publish-metrics.ts';

const at = new Date('2026-11-22T09:00:00Z');
const line = (ALARMS: 'none' | 'one' | 'each', values: { readonly [name: string]: number }, endpoint = 'desk') =>
  JSON.parse(metricsLine({ MONITOR: 'm', ALARMS, FAILED_DRAWS_PERCENT: 20 }, { endpoint, at, values }));
const metricsIn = ({ _aws: aws }: { _aws?: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } }) =>
  aws?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)) ?? [];

describe('what a step publishes', () => {
  it('is one metric with one alarm, and everything else a field of the same line', () => {
    const found = line('one', { RunsLeftBehind: 0, EndpointsDrifting: 2 });
    expect(metricsIn(found)).toEqual(['Trouble']);
    expect(found).toMatchObject({
      Trouble: 1,
      Monitor: 'm',
      Endpoint: 'desk',
      RunsLeftBehind: 0,
      EndpointsDrifting: 2,
    });
  });

  it.each([
    [
      {
        EndpointsDrifting: 0,
        PeriodsSinceFinishedRun: 1.9,
        RunsLeftBehind: 0,
        EndpointsOverBudget: 0,
        AlertsUndelivered: 0,
      },
      0,
    ],
    [{ DriftDetected: 1 }, 1],
    [{ PeriodsSinceFinishedRun: 2 }, 1],
    [{ RunsLeftBehind: 1 }, 1],
    [{ EndpointsOverBudget: 1 }, 1],
    [{ AlertsUndelivered: 1 }, 1],
    [{ DrawsPlanned: 100, DrawsFailed: 15, DrawsMissing: 4 }, 0],
    [{ DrawsPlanned: 100, DrawsFailed: 15, DrawsMissing: 5 }, 1],
    [{ DrawsPlanned: 0, DrawsFailed: 0, DrawsMissing: 0 }, 0],
    [{ EndpointsBusy: 3, RunsFinished: 0 }, 0],
  ])('%j is trouble: %i', (values, trouble) => {
    expect(line('one', values).Trouble).toBe(trouble);
  });

  it('is every metric where there is an alarm for each, and none where there are none', () => {
    expect(metricsIn(line('each', { DriftDetected: 1, DrawsFailed: 2 }))).toEqual([
      ...['DriftDetected', 'DrawsFailed', 'DriftDetected', 'DrawsFailed'], // of the monitor, and of the endpoint
    ]);
    expect(line('none', { DriftDetected: 1 })).toEqual({ Monitor: 'm', Endpoint: 'desk', DriftDetected: 1 });
  });
});
