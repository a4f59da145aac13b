import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType, type IFunction, type IFunctionUrl } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { prefixes } from '../names/object-keys.ts';
import { stackOutputs } from '../names/stack-outputs.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantItems } from './item-access.ts';
import type { Placement } from './network.ts';

export interface ApiProps {
  readonly bucket: IBucket;
  readonly table: Table;
  readonly stackName: string;
  readonly logRetention?: RetentionDays | undefined;
  readonly logKey?: IKey | undefined;
  readonly placement?: Placement | undefined;
}

/**
 * The HTTP API of a deployed monitor, behind IAM: a function URL that answers signed requests only, of those whom
 * `grantInvoke` names. Its function has a role of its own that reads and writes nothing.
 */
export class Api extends Construct {
  readonly function: IFunction;
  readonly url: IFunctionUrl;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { bucket, table, stackName, logRetention, logKey, placement } = props;
    const step = new HandlerFunction(this, 'Handler', {
      handler: 'api',
      description: 'Pinwatch: answers the HTTP API about what is known; reads only',
      timeout: Duration.seconds(30),
      memory: 1024, // distributions unpack the answers of many runs
      logRetention,
      logKey,
      placement,
      environment: { BUCKET: bucket.bucketName, TABLE: table.tableName, STACK: stackName },
    });
    step.grantObjects(bucket, {
      read: [prefixes.project, prefixes.goldens, prefixes.samples, prefixes.open, prefixes.bodies],
    });
    grantItems(step, table, {
      read: ['runs', 'endpoints', 'incidents', 'activeIncidents', 'openConditions', 'models'],
      byEpoch: true,
    });
    this.function = step.function;
    this.url = step.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    const output = new CfnOutput(this, stackOutputs.api, {
      value: this.url.url,
      description: 'The HTTP API; requests are signed (SigV4, service lambda)',
    });
    output.overrideLogicalId(stackOutputs.api);
  }

  /** Lets somebody ask. Prompts and answers are customer data, and can be read with it. */
  grantInvoke(grantee: IGrantable): void {
    this.url.grantInvokeUrl(grantee);
  }
}
