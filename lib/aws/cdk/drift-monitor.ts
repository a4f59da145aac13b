import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { prefixes } from '../names/object-keys.ts';
import { Alarms } from './alarms.ts';
import { alertTopic } from './alert-topic.ts';
import { Api } from './api.ts';
import { checkProps } from './check-props.ts';
import type { DriftMonitorProps } from './drift-monitor-props.ts';
import { MeasuredMonitor } from './measured-monitor.ts';
import { monitorOutputs } from './monitor-outputs.ts';
import { Network } from './network.ts';
import { Overview } from './overview.ts';
import { acknowledgeNist } from './regulated.ts';
import { SqlTables } from './sql-tables.ts';
import { Steps } from './steps.ts';
import { Storage } from './storage.ts';
import { TroubleAlarm } from './trouble-alarm.ts';
import { Workflow } from './workflow.ts';

/** After the deadline of a run: its last replay comes to its end, another worker's claim lapses, it is judged and told. */
const lastSteps = Duration.hours(1);

/**
 * Replays golden requests against pinned model IDs on a schedule, keeps what is answered, and tells people when the
 * distribution of answers shifts.
 *
 * What is watched is not a matter of the stack: `pinwatch push` uploads the project file and its goldens.
 *
 * @example
 * const stack = new Stack(new App(), 'Pinwatch');
 * const monitor = new DriftMonitor(stack, 'Monitor', {
 *   bedrockModels: ['arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0'],
 * });
 * monitor.topic.addSubscription(new EmailSubscription('on-call@example.com'));
 */
export class DriftMonitor extends MeasuredMonitor {
  /** Outputs, goldens and the project. */
  readonly bucket: IBucket;
  /** History: runs, verdicts, incidents. */
  readonly table: Table;
  /** Where incidents and alarms go. */
  readonly topic: ITopic;
  /** Started by the schedule; started by hand, it runs every endpoint at once. */
  readonly stateMachine: StateMachine;
  /** Every function, each with a role of its own. */
  readonly functions: readonly IFunction[];
  /** Those that call models, by whose roles a gateway of yours can know them. */
  readonly replays: readonly IFunction[];
  /** Every alarm, about the models and about the monitor itself. */
  readonly alarms: readonly Alarm[] = [];
  /** Drift at any endpoint; there with an alarm for each kind of trouble. */
  readonly driftAlarm?: Alarm;
  /** Name of the Glue database, if there is one. */
  readonly database?: string;
  /** The HTTP API, if there is one. */
  readonly api?: Api;
  /** The dashboard, if there is one. */
  readonly dashboard?: Dashboard;

  /** @throws {ConfigError} that names everything that is wrong with the props. */
  constructor(scope: Construct, id: string, props: DriftMonitorProps = {}) {
    super(scope, id, props.every ?? Duration.hours(1));
    checkProps(this.node.path, props);
    const {
      every = Duration.hours(1),
      timeout = Duration.hours(6),
      memory = 256,
      runbookUrl,
      alarms: choice = 'one',
      failedDrawsPercent = 20,
    } = props;
    const { logRetention, logKey, encryptionKey, endpoints = [] } = props;
    acknowledgeNist(this);
    logKey?.addToResourcePolicy(this.#logsMayUse());
    const monitor = this.node.path;

    const { bucket, table } = new Storage(this, 'Storage', props);
    this.bucket = bucket;
    this.table = table;
    this.topic = props.alarmTopic ?? alertTopic(this, props.encryptionKey);

    const abandonedAfter = Duration.seconds(timeout.toSeconds() + lastSteps.toSeconds());
    const { topic } = this;
    const network = props.vpc && new Network(this, 'Network', props.vpc, props);
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
      placement: network?.placement,
      alarms: choice,
      failedDrawsPercent,
    });
    if (encryptionKey !== undefined) steps.notify.grantKey(encryptionKey);
    this.functions = steps.all.map((step) => step.function);
    this.replays = Object.values(steps.replay).map((step) => step.function);
    for (const replay of this.replays)
      for (const statement of props.replayStatements ?? []) replay.addToRolePolicy(statement);
    const { concurrency = 50 } = props;
    const workflow = new Workflow(this, 'Workflow', {
      steps,
      bucket,
      every,
      timeout: Duration.seconds(every.toSeconds() + abandonedAfter.toSeconds()), // starts are spread over the interval
      concurrency,
      logRetention,
      logKey,
    });
    this.stateMachine = workflow.stateMachine;

    if (props.api === true) {
      const { stackName } = Stack.of(this);
      const placement = network?.placement;
      this.api = new Api(this, 'Api', { bucket, table, stackName, logRetention, logKey, placement });
    }
    if (props.sqlTables === true) this.database = new SqlTables(this, 'Sql', { bucket }).database;
    monitorOutputs(this, props);
    const watched = { metrics: this.metrics, workflow, topic, monitor, endpoints, failedDrawsPercent, runbookUrl };
    if (choice === 'one') this.alarms = [new TroubleAlarm(this, 'Alarms', watched).alarm];
    if (choice !== 'each') return;
    const alarms = new Alarms(this, 'Alarms', watched);
    this.alarms = alarms.all;
    this.driftAlarm = alarms.driftDetected;
    if (props.dashboard === true) {
      const overview = new Overview(this, 'Overview', { metrics: this.metrics, alarms, workflow, runbookUrl });
      this.dashboard = overview.dashboard;
    }
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

  /**
   * Lets somebody ask the HTTP API, with signed requests.
   *
   * @throws {Error} if there is none: `api` was not set.
   */
  grantApi(grantee: IGrantable): void {
    if (this.api === undefined) throw new Error('grantApi: expected the prop api, got none');
    this.api.grantInvoke(grantee);
  }

  /** Lets somebody start a tick and follow it, as `run --stack` does; and look at everything, as `grantRead` does. */
  grantRun(grantee: IGrantable): void {
    this.grantRead(grantee);
    this.stateMachine.grantStartExecution(grantee);
    const { stack, stateMachineName } = this.stateMachine;
    const service = { service: 'states', resource: 'execution', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    const executions = stack.formatArn({ ...service, resourceName: `${stateMachineName}:*` });
    Grant.addToPrincipal({ grantee, actions: ['states:DescribeExecution'], resourceArns: [executions] });
  }

  /**
   * Lets somebody decide, as `ack`, `resolve`, `silence`, `mark` and `accept` do with `--stack`, and have people told of it at
   * once, which an execution does; and look at everything, as `grantRead` does. Nothing that is stored can be deleted with it.
   */
  grantDecide(grantee: IGrantable): void {
    this.grantRead(grantee);
    this.table.grant(grantee, 'dynamodb:PutItem');
    this.stateMachine.grantStartExecution(grantee);
    this.bucket.grantPut(grantee, `${prefixes.history}*`); // what Athena reads of an incident is written along with it
  }

  /** The service writes logs itself, in its own name. */
  #logsMayUse(): PolicyStatement {
    const logs = new ServicePrincipal(`logs.${Stack.of(this).region}.amazonaws.com`);
    const actions = ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];
    return new PolicyStatement({ actions, principals: [logs], resources: ['*'] });
  }
}
