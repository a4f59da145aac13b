import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { monitorMetrics, runMetrics } from '../names/metrics.ts';
import type { Alarms } from './alarms.ts';
import type { MonitorMetrics } from './metrics.ts';
import type { Workflow } from './workflow.ts';

export interface OverviewProps {
  readonly metrics: MonitorMetrics;
  readonly alarms: Alarms;
  readonly workflow: Workflow;
  readonly runbookUrl?: string | undefined;
}

const [wide, half, third] = [24, 12, 8];

/** What a widget of alarms can hold; where endpoints have more, the list below shows which of them drift. */
const alarmsShown = 100;

/** What an on-call engineer looks at: what is wrong, at which endpoint since when, and whether the monitor is well. */
export class Overview extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    const { alarms, runbookUrl } = props;
    this.dashboard = new Dashboard(this, 'Dashboard', { start: '-P7D' });
    const todo =
      runbookUrl === undefined
        ? '`pinwatch runbook` says what to do.'
        : `What to do is in the [runbook](${runbookUrl}).`;
    const markdown = `**Pinwatch**: 1 below means that drift is detected. ${todo}`;
    this.dashboard.addWidgets(new TextWidget({ markdown, width: wide, height: 1 }));
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all.slice(0, alarmsShown), width: wide, height: 3 }),
    );
    this.dashboard.addWidgets(...this.#models(props));
    this.dashboard.addWidgets(...this.#work(props));
    this.dashboard.addWidgets(...this.#monitor(props));
  }

  #models({ metrics }: OverviewProps) {
    const { endpointsSilent, endpointsUnreachable, endpointsBlind, endpointsPartlyBlind } = monitorMetrics;
    const search = (title: string, expression: string) =>
      new GraphWidget({
        title,
        width: third,
        left: [new MathExpression({ expression, label: '', usingMetrics: {}, period: metrics.period })],
        leftYAxis: { min: 0 },
      });
    return [
      search('Drift, by endpoint', metrics.ofEveryEndpoint(runMetrics.driftDetected, 'Maximum')),
      new GraphWidget({
        title: 'Endpoints that are not watched',
        width: third,
        left: [endpointsSilent, endpointsUnreachable, endpointsBlind, endpointsPartlyBlind].map((name) =>
          metrics.of(name, Stats.MAXIMUM),
        ),
        leftYAxis: { min: 0 },
      }),
      search('Failed draws, by endpoint', metrics.ofEveryEndpoint(runMetrics.drawsFailed, 'Sum')),
    ];
  }

  #work({ metrics }: OverviewProps) {
    const { inputTokens, outputTokens, cost, judgeDelay, drawsPlanned, drawsFailed, drawsMissing } = runMetrics;
    return [
      new GraphWidget({
        title: 'Draws',
        width: third,
        left: [drawsPlanned, drawsFailed, drawsMissing].map((name) => metrics.of(name)),
      }),
      new GraphWidget({
        title: 'Tokens, and what they cost where prices are stated',
        width: third,
        stacked: true,
        left: [inputTokens, outputTokens].map((name) => metrics.of(name)),
        right: [metrics.of(cost)],
      }),
      new GraphWidget({
        title: 'From plan to verdict, seconds',
        width: third,
        left: [metrics.of(judgeDelay, Stats.MAXIMUM), metrics.of(judgeDelay, Stats.AVERAGE)],
      }),
    ];
  }

  #monitor({ metrics, workflow }: OverviewProps) {
    const { periodsSinceFinishedRun, runsFinished, ...counts } = monitorMetrics;
    const { endpointsDrifting, runsLeftBehind, endpointsOverBudget, endpointsBusy, budgetUsed } = counts;
    const { stateMachine, deadLetters } = workflow;
    const period = metrics.period;
    return [
      new SingleValueWidget({
        title: 'Now',
        width: half,
        metrics: [
          metrics.of(runsFinished),
          ...[endpointsDrifting, runsLeftBehind, endpointsOverBudget, endpointsBusy, budgetUsed].map((name) =>
            metrics.of(name, Stats.MAXIMUM),
          ),
        ],
      }),
      new GraphWidget({
        title: 'The monitor itself',
        width: half,
        left: [
          metrics.of(periodsSinceFinishedRun, Stats.MAXIMUM),
          stateMachine.metricFailed({ period }),
          stateMachine.metricTimedOut({ period }),
          deadLetters.metricApproximateNumberOfMessagesVisible({ period }),
        ],
      }),
    ];
  }
}
