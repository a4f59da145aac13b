import { Duration, Stack, Tokenization } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ProviderFamily } from '../../domain/endpoint/provider-family.ts';
import { judgeMemory } from '../names/handlers.ts';
import type { AlarmChoice } from '../names/metrics.ts';
import { objectKeys, prefixes } from '../names/object-keys.ts';
import { grantBedrock } from './bedrock-access.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantItems } from './item-access.ts';
import type { Placement } from './network.ts';

export interface StepsProps {
  readonly bucket: IBucket;
  readonly table: Table;
  readonly topic: ITopic;
  /** Dimension of the metrics. */
  readonly monitor: string;
  readonly alarms: AlarmChoice;
  readonly failedDrawsPercent: number;
  /** Between two ticks of the schedule. */
  readonly every: Duration;
  /** What a run has, from its start, to send its requests. */
  readonly timeout: Duration;
  readonly abandonedAfter: Duration;
  /** MiB. */
  readonly memory: number;
  readonly logRetention?: RetentionDays | undefined;
  readonly monthlyTokens?: number | undefined;
  readonly monthlyCost?: number | undefined;
  readonly providerSecret?: ISecret | undefined;
  readonly webhookSecret?: ISecret | undefined;
  readonly bedrockModels?: readonly string[] | undefined;
  readonly bedrockGuardrails?: readonly string[] | undefined;
  readonly placement?: Placement | undefined;
  readonly retention?: Duration | undefined;
  readonly logKey?: IKey | undefined;
}

/** The functions of the workflow. The environment of each stands beside what it may do. */
export class Steps extends Construct {
  readonly plan: HandlerFunction<'plan'>;
  /** By the client library that they hold. */
  readonly replay: { readonly [F in ProviderFamily]: HandlerFunction<'replay'> };
  readonly judge: HandlerFunction<'judge'>;
  readonly notify: HandlerFunction<'notify'>;
  readonly finish: HandlerFunction<'finish'>;

  constructor(scope: Construct, id: string, props: StepsProps) {
    super(scope, id);
    this.plan = this.#plan(props);
    this.replay = {
      openai: this.#replayWithKeys('openai', props),
      anthropic: this.#replayWithKeys('anthropic', props),
      google: this.#replayWithKeys('google', props),
      bedrock: this.#replayBedrock(props),
    };
    this.judge = this.#judge(props);
    this.notify = this.#notify(props);
    this.finish = this.#finish(props);
  }

  get all(): readonly HandlerFunction<'plan' | 'replay' | 'judge' | 'notify' | 'finish'>[] {
    return [this.plan, ...Object.values(this.replay), this.judge, this.notify, this.finish];
  }

  #plan(props: StepsProps): HandlerFunction<'plan'> {
    const step = new HandlerFunction(this, 'Plan', {
      handler: 'plan',
      description: 'Pinwatch: plans one run of every endpoint that is due and within the budget',
      timeout: Duration.minutes(10),
      ...common(props),
      environment: {
        ...everywhere(props),
        ...monthlyBudget(props),
        TICK_SECONDS: String(props.every.toSeconds()),
        RUN_SECONDS: String(props.timeout.toSeconds()),
        ABANDONED_AFTER_SECONDS: String(props.abandonedAfter.toSeconds()),
      },
    });
    step.grantObjects(props.bucket, {
      read: [prefixes.project, prefixes.goldens, prefixes.open, prefixes.bodies],
      write: [prefixes.goldens, prefixes.open, prefixes.ticks],
    });
    grantItems(step, props.table, {
      read: ['runs', 'endpoints', 'openRuns', 'openConditions', 'ticks', 'spending', 'batches'],
      put: ['runs', 'endpoints', 'openRuns', 'ticks', 'spending'],
    });
    return step;
  }

  #replay(family: ProviderFamily, props: StepsProps, secretArn = ''): HandlerFunction<'replay'> {
    const step = new HandlerFunction(this, `Replay-${family}`, {
      handler: 'replay',
      entry: `replay-${family}`,
      description: `Pinwatch: replays golden requests against one endpoint (${family}) and stores every answer`,
      timeout: Duration.minutes(15),
      ...common(props),
      environment: { ...everywhere(props), PROVIDER_SECRET_ARN: secretArn },
    });
    // A draw that comes while its run is being sealed helps to seal it.
    step.grantObjects(props.bucket, {
      read: [prefixes.project, prefixes.goldens, prefixes.open, prefixes.samples],
      write: [prefixes.open, prefixes.samples],
      remove: [prefixes.open],
    });
    grantItems(step, props.table, {
      read: ['runs', 'openRuns', 'models', 'spending', 'batches'], // more may be set aside for a run than was
      put: ['runs', 'endpoints', 'alerts', 'models', 'spending', 'batches'], // a claim on a run stands with those on alerts
      remove: ['openRuns', 'alerts', 'batches'],
    });
    return step;
  }

  #replayWithKeys(family: ProviderFamily, props: StepsProps): HandlerFunction<'replay'> {
    const { providerSecret } = props;
    const step = this.#replay(family, props, providerSecret?.secretArn);
    providerSecret?.grantRead(step.function);
    return step;
  }

  /** By IAM only: it can read no key, and the others can call no model of Bedrock's. */
  #replayBedrock(props: StepsProps): HandlerFunction<'replay'> {
    const { bedrockModels: models = [], bedrockGuardrails: guardrails = [] } = props;
    const step = this.#replay('bedrock', props);
    grantBedrock(step, { models, guardrails });
    return step;
  }

  #judge(props: StepsProps): HandlerFunction<'judge'> {
    const step = new HandlerFunction(this, 'Judge', {
      handler: 'judge',
      description: 'Pinwatch: seals the runs of one endpoint and judges them',
      timeout: Duration.minutes(15),
      ...common({ ...props, memory: Math.max(props.memory, judgeMemory) }), // the explanation of a change reads 80 runs
      environment: { ...everywhere(props), ...monthlyBudget(props) },
    });
    step.grantObjects(props.bucket, {
      read: [prefixes.project, prefixes.goldens, prefixes.open, prefixes.samples, prefixes.bodies],
      write: [prefixes.samples, prefixes.bodies, prefixes.history, prefixes.reports],
      remove: [prefixes.open, prefixes.bodies, prefixes.history],
    });
    grantItems(step, props.table, {
      read: ['runs', 'endpoints', 'incidents', 'openConditions', 'models'], // the last two for the report
      put: ['runs', 'endpoints', 'incidents', 'activeIncidents'],
      remove: ['endpoints', 'openRuns'], // facts of a run that has none any more
      byEpoch: true,
    });
    return step;
  }

  #notify(props: StepsProps): HandlerFunction<'notify'> {
    const { topic, webhookSecret } = props;
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');
    const step = new HandlerFunction(this, 'Notify', {
      handler: 'notify',
      description: 'Pinwatch: keeps incidents in step with verdicts and tells people',
      timeout: Duration.minutes(5),
      ...common(props),
      environment: {
        ...everywhere(props),
        TOPIC_ARN: topic.topicArn,
        STACK: Stack.of(this).stackName,
        EVENT_BUS_NAME: bus.eventBusName,
        WEBHOOK_SECRET_ARN: webhookSecret?.secretArn ?? '',
      },
    });
    step.grantObjects(props.bucket, {
      read: [prefixes.project, prefixes.bodies, prefixes.samples], // which calls failed, for conditions
      write: [prefixes.bodies, prefixes.history],
      remove: [prefixes.bodies, prefixes.history],
    });
    grantItems(step, props.table, {
      read: ['runs', 'endpoints', 'incidents', 'conditions', 'openConditions', 'groups', 'grouped', 'spending'],
      put: [
        ...(['runs', 'endpoints', 'incidents', 'activeIncidents', 'conditions', 'openConditions'] as const),
        ...(['alerts', 'groups', 'grouped'] as const),
      ],
      remove: ['endpoints', 'openConditions', 'alerts'],
      byEpoch: true,
    });
    topic.grantPublish(step.function);
    bus.grantPutEventsTo(step.function);
    webhookSecret?.grantRead(step.function);
    return step;
  }

  #finish(props: StepsProps): HandlerFunction<'finish'> {
    const step = new HandlerFunction(this, 'Finish', {
      handler: 'finish',
      description: 'Pinwatch: counts what the runs of one tick used, and sweeps once a day',
      timeout: Duration.minutes(10),
      ...common(props),
      environment: { ...everywhere(props), RETENTION_DAYS: props.retention ? String(props.retention.toDays()) : '' },
    });
    const detectors = objectKeys.bodiesOf('detectors');
    const counts = { read: [prefixes.project, prefixes.open, prefixes.samples] };
    if (props.retention === undefined) {
      step.grantObjects(props.bucket, { ...counts, write: [objectKeys.unused], remove: [detectors] });
      grantItems(step, props.table, { read: ['runs', 'endpoints', 'spending'], put: ['spending', 'sweeps'] });
      return step;
    }
    // Verdicts lose the answers that they show, and goldens that nobody uses go.
    step.grantObjects(props.bucket, {
      read: [...counts.read, prefixes.bodies],
      write: [objectKeys.unused, prefixes.bodies, prefixes.history],
      remove: [prefixes.goldens, prefixes.pushedGoldens, prefixes.projectVersions, prefixes.bodies, prefixes.history],
    });
    grantItems(step, props.table, {
      read: ['runs', 'endpoints', 'sweeps', 'spending'],
      put: ['runs', 'endpoints', 'spending', 'sweeps'],
      remove: ['endpoints'],
    });
    return step;
  }
}

function monthlyBudget({ monthlyTokens, monthlyCost }: StepsProps) {
  return { MONTHLY_TOKENS: limit(monthlyTokens), MONTHLY_COST: limit(monthlyCost) };
}

/** Empty where there is none. Numbers that are known at deployment only, such as parameters, must not be written out here. */
function limit(value: number | undefined): string {
  return value === undefined ? '' : Tokenization.stringifyNumber(value);
}

function everywhere({ bucket, table, monitor, alarms, failedDrawsPercent }: StepsProps) {
  return {
    BUCKET: bucket.bucketName,
    TABLE: table.tableName,
    MONITOR: monitor,
    ALARMS: alarms,
    FAILED_DRAWS_PERCENT: String(failedDrawsPercent),
  };
}

function common({ memory, logRetention, placement, logKey }: StepsProps) {
  return { memory, logRetention, placement, logKey };
}
