import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  type IChainable,
  JsonPath,
  LogLevel,
  S3JsonItemReader,
  StateMachine,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { providerFamilies } from '../../domain/endpoint/provider-family.ts';
import { prefixes } from '../names/object-keys.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { whenBusy, whenThrottled, whenTransient } from './retries.ts';
import type { Steps } from './steps.ts';
import { scheduleTicks } from './tick-schedule.ts';

export interface WorkflowProps {
  readonly steps: Steps;
  readonly bucket: IBucket;
  readonly every: Duration;
  /** When an execution is ended that its own deadlines did not end. */
  readonly timeout: Duration;
  /** Endpoints at once. */
  readonly concurrency: number;
  readonly logRetention?: RetentionDays | undefined;
  readonly logKey?: IKey | undefined;
}

/** Reads the list of an execution, and may read no other objects; S3 decrypts them in its name. */
class TickListReader extends S3JsonItemReader {
  override providePolicyStatements(): PolicyStatement[] {
    const read = new PolicyStatement({ actions: ['s3:GetObject'], resources: [tickLists(this.bucket)] });
    const { encryptionKey: key } = this.bucket;
    if (key === undefined) return [read];
    return [read, new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] })];
  }
}

function tickLists(bucket: IBucket): string {
  return bucket.arnForObjects(`${prefixes.ticks}*`);
}

/**
 * The schedule and what it starts:
 *
 * plan → for each endpoint, many at once: wait for its start → replay shard after shard → judge → notify → finish
 *
 * The state holds ids, keys and numbers only, and is passed by JSONPath; everything else is read from the stores.
 */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;
  /** Ticks of the schedule that could not start an execution. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    this.stateMachine = this.#stateMachine(props);
    this.deadLetters = new Queue(this, 'DeadLetters', { enforceSSL: true, retentionPeriod: Duration.days(14) });
    Validations.of(this.deadLetters).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue' });
    scheduleTicks(this, { ...props, stateMachine: this.stateMachine, deadLetters: this.deadLetters });
  }

  #stateMachine(props: WorkflowProps): StateMachine {
    const machine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromChainable(this.#definition(props)),
      comment: 'Pinwatch: replays golden requests, judges and notifies',
      timeout: props.timeout,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: false,
        destination: new LogGroup(this, 'Log', {
          // Step Functions can write to groups of this name without a resource policy of its own, of which there are few.
          logGroupName: `/aws/vendedlogs/states/pinwatch-${this.node.addr.slice(-8)}`,
          retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
          ...(props.logKey === undefined ? {} : { encryptionKey: props.logKey }),
        }),
      },
    });
    this.#acknowledge(machine, props);
    return machine;
  }

  #acknowledge(machine: StateMachine, { steps, bucket }: WorkflowProps): void {
    acknowledgeWildcards(machine, ['*'], 'The delivery of logs cannot be narrowed to a resource');
    acknowledgeWildcards(
      machine,
      [tickLists(bucket)],
      'A list is named after its execution: access ends at the prefix',
    );
    const versions = steps.all.map((step) => `${step.function.functionArn}:*`);
    acknowledgeWildcards(machine, versions, 'The versions of these functions, of which there are none');
    const children = [`${this.#executions(machine)}:*`, `${this.#executions(machine)}/Endpoints:*`];
    acknowledgeWildcards(
      machine,
      children,
      'The children of a distributed map have names that are not known beforehand',
    );
    const reason = 'Executions are followed by their log; tracing would add a permission on everything';
    Validations.of(machine).acknowledge({ id: 'AwsSolutions-SF2', reason });
  }

  #executions(machine: StateMachine): string {
    const format = ArnFormat.COLON_RESOURCE_NAME;
    const { resourceName = '' } = Stack.of(this).splitArn(machine.stateMachineArn, format);
    return Stack.of(this).formatArn({ service: 'states', resource: 'execution', resourceName, arnFormat: format });
  }

  #definition({ steps, bucket, concurrency }: WorkflowProps): IChainable {
    const plan = new LambdaInvoke(this, 'Plan', {
      lambdaFunction: steps.plan.function,
      payload: TaskInput.fromObject({
        execution: JsonPath.stringAt('$$.Execution.Name'),
        startedAt: JsonPath.stringAt('$$.Execution.StartTime'),
        input: JsonPath.objectAt('$$.Execution.Input'),
      }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    })
      .addRetry(whenThrottled)
      .addRetry(whenTransient);
    const endpoints = new DistributedMap(this, 'Endpoints', {
      label: 'Endpoints',
      itemReader: new TickListReader({ bucket, key: JsonPath.stringAt('$.list') }),
      maxConcurrency: concurrency,
      // An endpoint that fails is found by the next tick, and must not stop the others.
      toleratedFailurePercentage: 100,
      resultPath: JsonPath.DISCARD,
    }).itemProcessor(this.#endpoint(steps));
    const finish = new LambdaInvoke(this, 'Finish', {
      lambdaFunction: steps.finish.function,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    })
      .addRetry(whenThrottled)
      .addRetry(whenTransient);
    return plan.next(
      new Choice(this, 'Anything to do?')
        .when(Condition.isPresent('$.idle'), new Succeed(this, 'Nothing to do'))
        .when(Condition.numberGreaterThan('$.tasks', 0), endpoints.next(finish))
        .otherwise(finish),
    );
  }

  /** What happens at one endpoint. */
  #endpoint(steps: Steps): IChainable {
    const judge = new LambdaInvoke(this, 'Judge', {
      lambdaFunction: steps.judge.function,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath: JsonPath.DISCARD,
    })
      .addRetry(whenThrottled)
      .addRetry(whenTransient);
    const notify = new LambdaInvoke(this, 'Notify', {
      lambdaFunction: steps.notify.function,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath: JsonPath.DISCARD,
      outputPath: JsonPath.DISCARD, // the outputs of all children together are limited
    })
      .addRetry(whenThrottled)
      .addRetry(whenTransient);
    judge.next(notify);

    // The first rule that holds decides: a task without a run has no family.
    const next = new Choice(this, 'Shards left, and whose?').when(
      Condition.numberGreaterThanEqualsJsonPath('$.shard', '$.shards'),
      judge,
    );
    for (const family of providerFamilies) {
      const replay = new LambdaInvoke(this, `Replay (${family})`, {
        lambdaFunction: steps.replay[family].function,
        payloadResponseOnly: true,
        retryOnServiceExceptions: false,
      })
        .addRetry(whenThrottled)
        .addRetry(whenTransient)
        .addRetry(whenBusy)
        // Whatever it was, what arrived is judged; the verdict says if it was too little.
        .addCatch(judge, { resultPath: JsonPath.DISCARD });
      next.when(Condition.stringEquals('$.family', family), replay);
      replay.next(next);
    }
    // Until then nobody is paid: starts are spread as on a laptop, by the project's `jitter`.
    return new Wait(this, 'Until its start', { time: WaitTime.timestampPath('$.startAt') }).next(next);
  }
}
