import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type MonitorMetric, monitorMetrics, runMetrics } from '../names/metrics.ts';
import type { MonitorMetrics } from './metrics.ts';

/** What alarms look over at once where the jitter of the schedule leaves single periods without a tick. */
export function twoPeriods({ period }: MonitorMetrics): Duration {
  return Duration.minutes(2 * period.toMinutes());
}

/**
 * Endpoints that drift. A run that drifts is told at once; from then on each tick counts the endpoints whose incident is not
 * over, since runs of others would take the alarm back.
 */
export function driftAnywhere(metrics: MonitorMetrics): IMetric {
  const period = twoPeriods(metrics);
  return new MathExpression({
    label: 'endpoints that drift',
    expression: 'MAX([found, drifting])',
    usingMetrics: {
      found: metrics.of(runMetrics.driftDetected, Stats.MAXIMUM).with({ period }),
      drifting: metrics.of(monitorMetrics.endpointsDrifting, Stats.MAXIMUM).with({ period }),
    },
    period,
  });
}

/**
 * Each tick counts the endpoints of which nothing is known. Their number is one metric a kind and not one an endpoint;
 * which they are stands in the message that came when each began, and in `status`.
 */
export function endpointsNotWatched(metrics: MonitorMetrics): IMetric {
  const period = twoPeriods(metrics);
  const of = (name: MonitorMetric) => metrics.of(name, Stats.MAXIMUM).with({ period });
  return new MathExpression({
    label: 'endpoints that are not watched',
    expression: 'MAX([unreachable, blind, silent])',
    usingMetrics: {
      unreachable: of(monitorMetrics.endpointsUnreachable),
      blind: of(monitorMetrics.endpointsBlind),
      silent: of(monitorMetrics.endpointsSilent),
    },
    period,
  });
}

/** Executions that did not come to their end, in a period. */
export function executionsFailed(stateMachine: StateMachine, { period }: MonitorMetrics): IMetric {
  return new MathExpression({
    label: 'executions that failed, were aborted or ran out of time',
    expression: 'FILL(failed, 0) + FILL(aborted, 0) + FILL(late, 0)',
    usingMetrics: {
      failed: stateMachine.metricFailed({ period }),
      aborted: stateMachine.metricAborted({ period }),
      late: stateMachine.metricTimedOut({ period }),
    },
    period,
  });
}

/** Percent of the draws of a period that failed or were never made; runs of quiet periods are not in it. */
export function drawsFailedPercent(metrics: MonitorMetrics): IMetric {
  return new MathExpression({
    label: 'draws that failed or were never made, percent',
    expression: 'IF(planned > 0, 100 * (failed + missing) / planned, 0)',
    usingMetrics: {
      planned: metrics.of(runMetrics.drawsPlanned),
      failed: metrics.of(runMetrics.drawsFailed),
      missing: metrics.of(runMetrics.drawsMissing),
    },
    period: metrics.period,
  });
}
