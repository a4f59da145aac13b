import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { HandlerName, HandlerVariables } from '../names/handlers.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { bundleFolder } from './bundle-folder.ts';
import type { Placement } from './network.ts';

export interface HandlerFunctionProps<N extends HandlerName> {
  readonly handler: N;
  /** File of `lambdas/`, where several are the same handler. @default the name of the handler */
  readonly entry?: string;
  readonly description: string;
  readonly timeout: Duration;
  /** MiB. */
  readonly memory: number;
  /** Exactly the variables that the handler reads. */
  readonly environment: HandlerVariables<N>;
  readonly logRetention?: RetentionDays | undefined;
  readonly logKey?: IKey | undefined;
  /** @default outside of any VPC */
  readonly placement?: Placement | undefined;
}

/** Which objects a function may use, by the first part of their keys. */
export interface ObjectAccess {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly remove?: readonly string[];
}

/** A handler of `lambdas/`, as it was bundled beforehand, with a role that may write its own log and nothing else. */
export class HandlerFunction<N extends HandlerName> extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<N>) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.logKey === undefined ? {} : { encryptionKey: props.logKey }),
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (props.placement !== undefined) this.#letPlatformConnect(role);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleFolder(props.entry ?? props.handler)),
      handler: 'index.handler',
      role,
      logGroup,
      timeout: props.timeout,
      memorySize: props.memory,
      environment: { ...props.environment },
      ...props.placement,
    });
  }

  /** What AWS asks of the role of a function in a VPC, and uses itself; the same as its managed policy, without the logs. */
  #letPlatformConnect(role: Role): void {
    const calls = ['CreateNetworkInterface', 'DeleteNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets'];
    const addresses = ['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'];
    const actions = [...calls, ...addresses].map((call) => `ec2:${call}`);
    role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
    acknowledgeWildcards(role, ['*'], 'Network interfaces of functions have names that are not known beforehand');
  }

  /** Exact actions on exact prefixes; without the list permission S3 calls a missing object forbidden. */
  grantObjects(bucket: IBucket, { read = [], write = [], remove = [] }: ObjectAccess): void {
    const objects = (keys: readonly string[]) => keys.map((prefix) => bucket.arnForObjects(`${prefix}*`));
    const allow = (action: string, resources: readonly string[]) => {
      if (resources.length > 0)
        this.function.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [...resources] }));
    };
    allow('s3:GetObject', objects(read));
    allow('s3:PutObject', objects(write));
    allow('s3:DeleteObject', objects(remove));
    allow('s3:ListBucket', [bucket.bucketArn]);
    if (bucket.encryptionKey !== undefined) this.grantKey(bucket.encryptionKey);
    const all = [...new Set([...read, ...write, ...remove])];
    acknowledgeWildcards(this, objects(all), 'Objects are named after runs and hashes: access ends at their prefix');
  }

  grantKey(key: IKey): void {
    key.grant(this.function, 'kms:Decrypt', 'kms:GenerateDataKey');
  }
}
