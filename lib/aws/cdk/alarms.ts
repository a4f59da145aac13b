import { Duration, NestedStack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type MonitorMetric, monitorMetrics, runMetrics } from '../names/metrics.ts';
import type { MonitorMetrics } from './metrics.ts';
import type { Workflow } from './workflow.ts';

export interface AlarmsProps {
  readonly metrics: MonitorMetrics;
  readonly workflow: Workflow;
  readonly topic: ITopic;
  readonly monitor: string;
  readonly endpoints: readonly string[];
  readonly failedDrawsPercent: number;
  readonly runbookUrl: string;
}

/**
 * Endpoints whose alarms stand in one template. CloudFormation takes 500 resources in each, and the monitor itself is
 * about 60; the alarms of further endpoints go into nested stacks.
 */
const endpointsPerTemplate = 300;

/** What an alarm watches; its heading in the runbook is its name. */
interface Watch extends Pick<AlarmProps, 'evaluationPeriods' | 'threshold' | 'treatMissingData'> {
  readonly id: string;
  readonly runbook: string;
  readonly says: string;
  readonly metric: IMetric;
  /** @default this construct */
  readonly scope?: Construct;
}

/** Alarms about the models that are watched, and about the watcher. Each goes to the topic and links to the runbook. */
export class Alarms extends Construct {
  readonly driftDetected: Alarm;
  /** By endpoint. */
  readonly driftDetectedAt: ReadonlyMap<string, Alarm>;
  readonly endpointsNotWatched: Alarm;
  readonly monitorSilent: Alarm;
  readonly executionsFailed: Alarm;
  readonly replayFailures: Alarm;
  readonly budgetUsedUp: Alarm;
  readonly deadLetters: Alarm;
  readonly judgeBehind: Alarm;
  readonly alertsUndelivered: Alarm;
  readonly #props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.driftDetected = this.#driftAnywhere();
    this.driftDetectedAt = this.#driftByEndpoint();
    this.endpointsNotWatched = this.#notWatched();
    this.monitorSilent = this.#silent();
    this.executionsFailed = this.#failedExecutions();
    this.replayFailures = this.#replayFailures();
    this.budgetUsedUp = this.#budget();
    this.deadLetters = this.#deadLetters();
    this.judgeBehind = this.#behind();
    this.alertsUndelivered = this.#undelivered();
  }

  /** Those of the monitor as a whole first, then those of single endpoints. */
  get all(): readonly Alarm[] {
    const watcher = [
      this.endpointsNotWatched,
      this.monitorSilent,
      this.executionsFailed,
      this.replayFailures,
      this.budgetUsedUp,
    ];
    const rest = [this.deadLetters, this.judgeBehind, this.alertsUndelivered];
    return [this.driftDetected, ...watcher, ...rest, ...this.driftDetectedAt.values()];
  }

  #driftByEndpoint(): Map<string, Alarm> {
    const alarms = new Map<string, Alarm>();
    let scope: Construct = this;
    for (const [index, endpoint] of this.#props.endpoints.entries()) {
      const template = Math.floor(index / endpointsPerTemplate);
      if (index > 0 && index % endpointsPerTemplate === 0) scope = new NestedStack(this, `Endpoints${template}`);
      alarms.set(endpoint, this.#driftAt(endpoint, scope));
    }
    return alarms;
  }

  #driftAt(endpoint: string, scope: Construct): Alarm {
    const metric = this.#props.metrics.at(endpoint, runMetrics.driftDetected, Stats.MAXIMUM);
    return this.#drift({ id: `DriftDetected-${endpoint}`, says: `endpoint ${endpoint}`, metric, scope });
  }

  /**
   * A run that drifts is told at once; from then on each tick counts the endpoints whose incident is not over, since runs
   * of others would take the alarm back. Over two periods, as the jitter leaves single ones without a tick.
   */
  #driftAnywhere(): Alarm {
    const { metrics } = this.#props;
    const period = this.#twoPeriods();
    const metric = new MathExpression({
      label: 'endpoints that drift',
      expression: 'MAX([found, drifting])',
      usingMetrics: {
        found: metrics.of(runMetrics.driftDetected, Stats.MAXIMUM),
        drifting: metrics.of(monitorMetrics.endpointsDrifting, Stats.MAXIMUM),
      },
      period,
    });
    return this.#drift({ id: 'DriftDetected', says: 'an endpoint', metric });
  }

  #drift({ says, ...watch }: Pick<Watch, 'id' | 'says' | 'metric' | 'scope'>): Alarm {
    return this.#alarm({
      ...watch,
      runbook: 'drift-detected',
      says: `drift was detected at ${says}`,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE, // a period without a run does not say that the change is gone
    });
  }

  /**
   * Each tick counts the endpoints of which nothing is known. Their number is one metric a kind and not one an endpoint;
   * which they are stands in the message that came when each began, and in `status`.
   */
  #notWatched(): Alarm {
    const { metrics } = this.#props;
    const period = this.#twoPeriods();
    const of = (name: MonitorMetric) => metrics.of(name, Stats.MAXIMUM).with({ period });
    const metric = new MathExpression({
      label: 'endpoints that are not watched',
      expression: 'MAX([unreachable, blind, silent])',
      usingMetrics: {
        unreachable: of(monitorMetrics.endpointsUnreachable),
        blind: of(monitorMetrics.endpointsBlind),
        silent: of(monitorMetrics.endpointsSilent),
      },
      period,
    });
    return this.#alarm({
      id: 'EndpointsNotWatched',
      runbook: 'endpoints-not-watched',
      says: 'an endpoint is unreachable, blind or silent',
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE, // without a tick nobody has looked whether it is over
    });
  }

  #twoPeriods(): Duration {
    return Duration.minutes(2 * this.#props.metrics.period.toMinutes());
  }

  /**
   * Each tick says how long ago a run finished, counted in the periods at which runs are due: a schedule that looks every
   * hour at endpoints that run once a day is not silent in between. Two periods of the schedule without a word are a
   * monitor that does not even look. One window of two periods, and not two windows of one, since the jitter of the
   * schedule leaves single periods without a tick.
   */
  #silent(): Alarm {
    const { metrics } = this.#props;
    const period = this.#twoPeriods();
    const alarm = this.#alarm({
      id: 'MonitorSilent',
      runbook: 'monitor-silent',
      says: 'no run has finished in two periods',
      metric: metrics.of(monitorMetrics.periodsSinceFinishedRun, Stats.MAXIMUM).with({ period }),
      threshold: 2,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.MISSING, // and not breaching, which is an alarm before the first tick
    });
    alarm.addInsufficientDataAction(new SnsAction(this.#props.topic));
    return alarm;
  }

  #failedExecutions(): Alarm {
    const { stateMachine } = this.#props.workflow;
    const period = this.#props.metrics.period;
    const metric = new MathExpression({
      label: 'executions that failed, were aborted or ran out of time',
      expression: 'FILL(failed, 0) + FILL(aborted, 0) + FILL(late, 0)',
      usingMetrics: {
        failed: stateMachine.metricFailed({ period }),
        aborted: stateMachine.metricAborted({ period }),
        late: stateMachine.metricTimedOut({ period }),
      },
      period,
    });
    const says = 'a tick of the schedule did not come to its end';
    return this.#trouble({ id: 'ExecutionsFailed', runbook: 'executions-failed', says, metric, threshold: 1 });
  }

  #replayFailures(): Alarm {
    const { metrics, failedDrawsPercent } = this.#props;
    const metric = new MathExpression({
      label: 'draws that failed or were never made, percent',
      expression: 'IF(planned > 0, 100 * (failed + missing) / planned, 0)',
      usingMetrics: {
        planned: metrics.of(runMetrics.drawsPlanned),
        failed: metrics.of(runMetrics.drawsFailed),
        missing: metrics.of(runMetrics.drawsMissing),
      },
      period: metrics.period,
    });
    const says = `more than ${failedDrawsPercent} % of draws failed`;
    const threshold = failedDrawsPercent;
    return this.#trouble({ id: 'ReplayFailures', runbook: 'replay-failures', says, metric, threshold });
  }

  #budget(): Alarm {
    return this.#trouble({
      id: 'BudgetUsedUp',
      runbook: 'budget-used-up',
      says: 'endpoints are not watched, or not fully, because the budget of the month is used up',
      metric: this.#props.metrics.of(monitorMetrics.endpointsOverBudget, Stats.MAXIMUM),
      threshold: 1,
    });
  }

  #deadLetters(): Alarm {
    return this.#trouble({
      id: 'DeadLetters',
      runbook: 'dead-letters',
      says: 'a tick of the schedule could not start an execution',
      metric: this.#props.workflow.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
      }),
      threshold: 1,
    });
  }

  #behind(): Alarm {
    return this.#trouble({
      id: 'JudgeBehind',
      runbook: 'judge-behind',
      says: 'runs of earlier ticks have no verdict yet',
      metric: this.#props.metrics.of(monitorMetrics.runsLeftBehind, Stats.MAXIMUM),
      threshold: 1,
    });
  }

  #undelivered(): Alarm {
    return this.#trouble({
      id: 'AlertsUndelivered',
      runbook: 'alerts-undelivered',
      says: 'an alert did not reach everybody that it was meant for',
      metric: this.#props.metrics.of(monitorMetrics.alertsUndelivered),
      threshold: 1,
    });
  }

  /** Something is wrong when there is as much of it, and nothing is wrong when there is no word of it. */
  #trouble(watch: Omit<Watch, 'evaluationPeriods' | 'treatMissingData'>): Alarm {
    return this.#alarm({ ...watch, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING });
  }

  #alarm({ id, runbook, says, scope = this, ...watch }: Watch): Alarm {
    const { monitor, topic, runbookUrl } = this.#props;
    const alarm = new Alarm(scope, id, {
      ...watch,
      alarmDescription: `Pinwatch ${monitor}: ${says}. What to do: ${runbookUrl}#${runbook}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}
