import { Annotations, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type Problem, throwIfAny } from '../../domain/errors.ts';
import { type AppContext, contextPrefix } from './context.ts';
import { DriftMonitor } from './drift-monitor.ts';
import type { DriftMonitorProps } from './drift-monitor-props.ts';

export interface MonitorStackProps extends StackProps {
  readonly context: AppContext;
  readonly endpoints: readonly string[];
}

/** A stack with one monitor, as the app's context describes it. */
export class MonitorStack extends Stack {
  readonly monitor: DriftMonitor;

  constructor(scope: Construct, id: string, { context, endpoints, ...props }: MonitorStackProps) {
    super(scope, id, { description: 'Pinwatch: tells when the model behind a pinned ID has changed', ...props });
    this.monitor = new DriftMonitor(this, 'Monitor', { ...propsOf(this, context), endpoints });
  }
}

function propsOf(scope: Construct, context: AppContext): DriftMonitorProps {
  const { stack: _name, config: _file, every, timeout, retention, removalPolicy, ...others } = context;
  const {
    providerSecret,
    webhookSecret,
    bucket,
    encryptionKey,
    logKey,
    alarmTopic,
    vpc,
    subnets,
    securityGroups,
    ...asGiven
  } = others;
  return withoutUndefined({
    ...asGiven,
    ...networkOf(scope, { vpc, subnets, securityGroups }),
    every: every && durationOf(every),
    timeout: timeout && durationOf(timeout),
    retention: retention && durationOf(retention),
    removalPolicy: removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    providerSecret: providerSecret && secretOf(scope, 'ProviderSecret', providerSecret),
    webhookSecret: webhookSecret && secretOf(scope, 'WebhookSecret', webhookSecret),
    bucket: bucket && Bucket.fromBucketName(scope, 'GivenBucket', bucket),
    encryptionKey: encryptionKey && Key.fromKeyArn(scope, 'GivenKey', encryptionKey),
    logKey: logKey && Key.fromKeyArn(scope, 'GivenLogKey', logKey),
    alarmTopic: alarmTopic && Topic.fromTopicArn(scope, 'GivenTopic', alarmTopic),
  });
}

/** A VPC by its id and those of its subnets: all that functions need to know of it. */
function networkOf(scope: Construct, given: Pick<AppContext, 'vpc' | 'subnets' | 'securityGroups'>) {
  const { vpc: vpcId, subnets = [], securityGroups = [] } = given;
  throwIfAny(networkProblems(given));
  if (vpcId === undefined) return {};
  Annotations.of(scope).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'Functions ask for no route');
  const zones = subnets.map((_, index) => `zone-${index}`); // of which functions ask nothing
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'GivenVpc', { vpcId, availabilityZones: zones, privateSubnetIds: subnets }),
    ...(securityGroups.length === 0
      ? {}
      : { securityGroups: securityGroups.map((id) => SecurityGroup.fromSecurityGroupId(scope, id, id)) }),
  };
}

function networkProblems({
  vpc,
  subnets,
  securityGroups,
}: Pick<AppContext, 'vpc' | 'subnets' | 'securityGroups'>): Problem[] {
  const missing = (key: string, beside: string): Problem => ({
    where: `context ${contextPrefix}${key}`,
    what: `expected beside ${contextPrefix}${beside}, got none`,
  });
  if (vpc !== undefined) return subnets === undefined ? [missing('subnets', 'vpc')] : [];
  if (subnets !== undefined) return [missing('vpc', 'subnets')];
  return securityGroups === undefined ? [] : [missing('vpc', 'securityGroups')];
}

/** A secret by its name, or by its ARN. */
function secretOf(scope: Construct, id: string, nameOrArn: string): ISecret {
  if (!nameOrArn.startsWith('arn:')) return Secret.fromSecretNameV2(scope, id, nameOrArn);
  // AWS puts six characters behind the name.
  const isComplete = /-[A-Za-z0-9]{6}$/.test(nameOrArn);
  return isComplete
    ? Secret.fromSecretCompleteArn(scope, id, nameOrArn)
    : Secret.fromSecretPartialArn(scope, id, nameOrArn);
}

function durationOf(text: string): Duration {
  const count = Number(text.slice(0, -1));
  const unit = text.slice(-1);
  return unit === 'm' ? Duration.minutes(count) : unit === 'h' ? Duration.hours(count) : Duration.days(count);
}

/** Props that were not given are left out, as the construct distinguishes. */
function withoutUndefined(props: { readonly [K in keyof DriftMonitorProps]: DriftMonitorProps[K] | '' | undefined }) {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as DriftMonitorProps;
}
