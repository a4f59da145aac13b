import { Duration } from 'aws-cdk-lib';
import { type Alarm, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { monitorMetrics } from '../names/metrics.ts';
import { alarmOf, troubleOf } from './alarm-maker.ts';
import { drawsFailedPercent, endpointsNotWatched, executionsFailed, twoPeriods } from './alarm-metrics.ts';
import { type DriftAlarmsProps, driftAlarm, driftAlarmsByEndpoint } from './drift-alarms.ts';
import type { Workflow } from './workflow.ts';

export interface AlarmsProps extends DriftAlarmsProps {
  readonly workflow: Workflow;
  readonly failedDrawsPercent: number;
}

/** Alarms about the models that are watched, and about the watcher. Each goes to the topic and says what to do. */
export class Alarms extends Construct {
  readonly driftDetected: Alarm;
  /** By endpoint. */
  readonly driftDetectedAt: ReadonlyMap<string, Alarm>;
  /** About the watcher. */
  readonly watcher: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.driftDetected = driftAlarm(this, props);
    this.driftDetectedAt = driftAlarmsByEndpoint(this, props);
    this.watcher = [notWatched(this, props), silent(this, props), ...troubles(this, props)];
  }

  /** Those of the monitor as a whole first, then those of single endpoints. */
  get all(): readonly Alarm[] {
    return [this.driftDetected, ...this.watcher, ...this.driftDetectedAt.values()];
  }
}

function notWatched(scope: Construct, props: AlarmsProps): Alarm {
  return alarmOf(
    scope,
    {
      id: 'EndpointsNotWatched',
      runbook: 'endpoints-not-watched',
      says: 'an endpoint is unreachable, blind or silent',
      metric: endpointsNotWatched(props.metrics),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE, // without a tick nobody has looked whether it is over
    },
    props,
  );
}

/**
 * Each tick says how long ago a run finished, counted in the periods at which runs are due: a schedule that looks every
 * hour at endpoints that run once a day is not silent in between. Two periods of the schedule without a word are a
 * monitor that does not even look. One window of two periods, and not two windows of one, since the jitter of the
 * schedule leaves single periods without a tick.
 */
function silent(scope: Construct, props: AlarmsProps): Alarm {
  const { metrics, topic } = props;
  const alarm = alarmOf(
    scope,
    {
      id: 'MonitorSilent',
      runbook: 'monitor-silent',
      says: 'no run has finished in two periods',
      metric: metrics.of(monitorMetrics.periodsSinceFinishedRun, Stats.MAXIMUM).with({ period: twoPeriods(metrics) }),
      threshold: 2,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.MISSING, // and not breaching, which is an alarm before the first tick
    },
    props,
  );
  alarm.addInsufficientDataAction(new SnsAction(topic));
  return alarm;
}

/** What is wrong as soon as there is any of it. */
function troubles(scope: Construct, props: AlarmsProps): Alarm[] {
  const { metrics, workflow, failedDrawsPercent } = props;
  const watched = [
    {
      id: 'ExecutionsFailed',
      runbook: 'executions-failed',
      says: 'a tick of the schedule did not come to its end',
      metric: executionsFailed(workflow.stateMachine, metrics),
      threshold: 1,
    },
    {
      id: 'ReplayFailures',
      runbook: 'replay-failures',
      says: `more than ${failedDrawsPercent} % of draws failed`,
      metric: drawsFailedPercent(metrics),
      threshold: failedDrawsPercent,
    },
    {
      id: 'BudgetUsedUp',
      runbook: 'budget-used-up',
      says: 'endpoints are not watched, or not fully, because the budget of the month is used up',
      metric: metrics.of(monitorMetrics.endpointsOverBudget, Stats.MAXIMUM),
      threshold: 1,
    },
    {
      id: 'DeadLetters',
      runbook: 'dead-letters',
      says: 'a tick of the schedule could not start an execution',
      metric: workflow.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
    },
    {
      id: 'JudgeBehind',
      runbook: 'judge-behind',
      says: 'runs of earlier ticks have no verdict yet',
      metric: metrics.of(monitorMetrics.runsLeftBehind, Stats.MAXIMUM),
      threshold: 1,
    },
    {
      id: 'AlertsUndelivered',
      runbook: 'alerts-undelivered',
      says: 'an alert did not reach everybody that it was meant for',
      metric: metrics.of(monitorMetrics.alertsUndelivered),
      threshold: 1,
    },
  ];
  return watched.map((watch) => troubleOf(scope, watch, props));
}
