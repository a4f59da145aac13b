import { Annotations, CfnOutput, Duration, Stack, Tokenization } from 'aws-cdk-lib';
import { type Alarm, type Dashboard, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type EndpointMetric, monitorMetrics, runMetrics } from '../names/metrics.ts';
import { stackOutputs } from '../names/stack-outputs.ts';
import { Alarms } from './alarms.ts';
import { checkProps } from './check-props.ts';
import type { DriftMonitorProps } from './drift-monitor-props.ts';
import { MonitorMetrics } from './metrics.ts';
import { Overview } from './overview.ts';
import { Steps } from './steps.ts';
import { Storage } from './storage.ts';
import { Workflow } from './workflow.ts';

/** After the deadline of a run: its last replay comes to its end, another worker's claim lapses, it is judged and told. */
const lastSteps = Duration.hours(1);

/**
 * Replays golden requests against pinned model IDs on a schedule, keeps what is answered, and tells people when the
 * distribution of answers shifts.
 *
 * What is watched is not a matter of the stack: `pinwatch push` uploads the project file and its goldens.
 */
export class DriftMonitor extends Construct {
  /** Outputs, goldens and the project. */
  readonly bucket: IBucket;
  /** History: runs, verdicts, incidents. */
  readonly table: Table;
  /** Where incidents and alarms go. */
  readonly topic: ITopic;
  /** Started by the schedule; started by hand, it runs every endpoint at once. */
  readonly stateMachine: StateMachine;
  /** Every alarm, about the models and about the monitor itself. */
  readonly alarms: readonly Alarm[];
  /** Drift at any endpoint. */
  readonly driftAlarm: Alarm;
  /** The dashboard, if there is one. */
  readonly dashboard?: Dashboard;

  readonly #metrics: MonitorMetrics;

  /** @throws {ConfigError} that names everything that is wrong with the props. */
  constructor(scope: Construct, id: string, props: DriftMonitorProps = {}) {
    super(scope, id);
    checkProps(this.node.path, props);
    const {
      every = Duration.hours(1),
      timeout = Duration.hours(6),
      memory = 512,
      runbookUrl = 'docs/runbook.md',
    } = props;
    const { logRetention, encryptionKey } = props;
    const monitor = this.node.path;
    this.#metrics = new MonitorMetrics(monitor, every);

    const { bucket, table } = new Storage(this, 'Storage', props);
    this.bucket = bucket;
    this.table = table;
    this.topic = props.alarmTopic ?? this.#newTopic(props);

    const abandonedAfter = Duration.seconds(timeout.toSeconds() + lastSteps.toSeconds());
    const { topic } = this;
    const steps = new Steps(this, 'Steps', {
      ...props,
      bucket,
      table,
      topic,
      monitor,
      memory,
      every,
      timeout,
      abandonedAfter,
    });
    if (encryptionKey !== undefined) steps.notify.grantKey(encryptionKey);
    const { concurrency = 50 } = props;
    const workflow = new Workflow(this, 'Workflow', {
      steps,
      bucket,
      every,
      timeout: Duration.seconds(every.toSeconds() + abandonedAfter.toSeconds()), // starts are spread over the interval
      concurrency,
      logRetention,
    });
    this.stateMachine = workflow.stateMachine;

    const { endpoints = [], failedDrawsPercent = 20 } = props;
    const watched = { metrics: this.#metrics, workflow, topic, monitor, endpoints, failedDrawsPercent, runbookUrl };
    const alarms = new Alarms(this, 'Alarms', watched);
    this.alarms = alarms.all;
    this.driftAlarm = alarms.driftDetected;
    if (props.dashboard ?? true) {
      const overview = new Overview(this, 'Overview', { metrics: this.#metrics, alarms, workflow, runbookUrl });
      this.dashboard = overview.dashboard;
    }
    this.#outputs(props);
  }

  /** 1 for a run whose verdict is drift, else 0, of one endpoint or of all; maximum over a period of the schedule. */
  metricDriftDetected(endpoint?: string): Metric {
    return this.#metric(runMetrics.driftDetected, Stats.MAXIMUM, endpoint);
  }

  /** Runs of which nothing can be said, of one endpoint or of all; sum over a period. */
  metricInconclusive(endpoint?: string): Metric {
    return this.#metric(runMetrics.inconclusive, Stats.SUM, endpoint);
  }

  /** Draws whose every attempt failed, of one endpoint or of all; sum over a period. */
  metricDrawsFailed(endpoint?: string): Metric {
    return this.#metric(runMetrics.drawsFailed, Stats.SUM, endpoint);
  }

  /** Draws that runs were to make; sum over a period. */
  metricDrawsPlanned(): Metric {
    return this.#metrics.of(runMetrics.drawsPlanned);
  }

  /** Draws that nobody made, of runs that were closed without them; sum over a period. */
  metricDrawsMissing(): Metric {
    return this.#metrics.of(runMetrics.drawsMissing);
  }

  /** Tokens of prompts; sum over a period. */
  metricInputTokens(): Metric {
    return this.#metrics.of(runMetrics.inputTokens);
  }

  /** Tokens of answers; sum over a period. */
  metricOutputTokens(): Metric {
    return this.#metrics.of(runMetrics.outputTokens);
  }

  /** What tokens cost, in the currency of the project's prices; sum over a period. Endpoints without a price are not in it. */
  metricCost(): Metric {
    return this.#metrics.of(runMetrics.cost);
  }

  /** Percent of the month's budget that is used or set aside; maximum over a period. Not there without a budget. */
  metricBudgetUsed(): Metric {
    return this.#metrics.of(monitorMetrics.budgetUsed, Stats.MAXIMUM);
  }

  /** Seconds from the time that a run was planned for to its verdict; maximum over a period. */
  metricJudgeDelay(): Metric {
    return this.#metrics.of(runMetrics.judgeDelay, Stats.MAXIMUM);
  }

  /** Runs that were sealed; sum over a period. */
  metricRunsFinished(): Metric {
    return this.#metrics.of(monitorMetrics.runsFinished);
  }

  /** Periods since a run of any endpoint finished, as each tick found it; maximum over a period. From 2 on it is silent. */
  metricPeriodsSinceFinishedRun(): Metric {
    return this.#metrics.of(monitorMetrics.periodsSinceFinishedRun, Stats.MAXIMUM);
  }

  /** Runs of earlier ticks that had no verdict yet; maximum over a period. */
  metricRunsLeftBehind(): Metric {
    return this.#metrics.of(monitorMetrics.runsLeftBehind, Stats.MAXIMUM);
  }

  /** Endpoints with an incident that is not over, as each tick found them; maximum over a period. */
  metricEndpointsDrifting(): Metric {
    return this.#metrics.of(monitorMetrics.endpointsDrifting, Stats.MAXIMUM);
  }

  /** Endpoints that were left out because their run before was still under way; maximum over a period. */
  metricEndpointsBusy(): Metric {
    return this.#metrics.of(monitorMetrics.endpointsBusy, Stats.MAXIMUM);
  }

  /** Endpoints that the month's budget does not cover, or not to the end of their run; maximum over a period. */
  metricEndpointsOverBudget(): Metric {
    return this.#metrics.of(monitorMetrics.endpointsOverBudget, Stats.MAXIMUM);
  }

  /** Alerts that a sink did not take; sum over a period. */
  metricAlertsUndelivered(): Metric {
    return this.#metrics.of(monitorMetrics.alertsUndelivered);
  }

  /**
   * Lets somebody look: everything that `status`, `history`, `show` and `report` need with `--stack`, which also asks
   * CloudFormation what the stack is made of. Prompts and answers are customer data, and can be read with it.
   */
  grantRead(grantee: IGrantable): void {
    this.bucket.grantRead(grantee);
    this.table.grantReadData(grantee);
    const { stackId } = Stack.of(this);
    Grant.addToPrincipal({ grantee, actions: ['cloudformation:DescribeStacks'], resourceArns: [stackId] });
  }

  #metric(name: EndpointMetric, statistic: string, endpoint: string | undefined): Metric {
    return endpoint === undefined ? this.#metrics.of(name, statistic) : this.#metrics.at(endpoint, name, statistic);
  }

  #newTopic({ encryptionKey }: DriftMonitorProps): ITopic {
    const topic = new Topic(this, 'Topic', {
      enforceSSL: true,
      ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
    });
    // A topic with a policy of its own no longer lets the account's alarms in.
    const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
    const conditions = { StringEquals: { 'aws:SourceAccount': this.#account() } };
    topic.addToResourcePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], principals: [alarms], resources: [topic.topicArn], conditions }),
    );
    if (encryptionKey !== undefined) this.#letAlarmsUse(encryptionKey, alarms);
    return topic as ITopic;
  }

  /** Alarms that may not use the key of their topic vanish without a word. */
  #letAlarmsUse(key: IKey, alarms: ServicePrincipal): void {
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey*'];
    const statement = new PolicyStatement({ actions, principals: [alarms], resources: ['*'] });
    if (key.addToResourcePolicy(statement).statementAdded) return;
    const what = `the policy of the encryption key must let ${alarms.service} use ${actions.join(' and ')}`;
    Annotations.of(this).addWarningV2('pinwatch:encryptionKey', `${what}, or no alarm reaches the topic`);
  }

  #account(): string {
    return this.table.stack.account;
  }

  #outputs({ providerSecret, webhookSecret, monthlyCost }: DriftMonitorProps): void {
    const output = (id: string, value: string, description: string) => new CfnOutput(this, id, { value, description });
    output(stackOutputs.bucket, this.bucket.bucketName, 'Outputs, goldens and the project');
    output(stackOutputs.table, this.table.tableName, 'History');
    output(stackOutputs.topic, this.topic.topicArn, 'Subscribe here to be told');
    output(stackOutputs.stateMachine, this.stateMachine.stateMachineArn, 'Start it to run every endpoint at once');
    if (monthlyCost !== undefined)
      output(
        stackOutputs.monthlyCost,
        Tokenization.stringifyNumber(monthlyCost),
        'Budget of a month; every endpoint must state its price',
      );
    if (providerSecret !== undefined)
      output(stackOutputs.providerSecret, providerSecret.secretArn, 'Where pinwatch push looks for API keys');
    if (webhookSecret !== undefined)
      output(
        stackOutputs.webhookSecret,
        webhookSecret.secretArn,
        'Where pinwatch push looks for addresses of webhooks',
      );
  }
}
