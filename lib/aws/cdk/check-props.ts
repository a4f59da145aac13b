import { Duration, Token } from 'aws-cdk-lib';
import { type Problem, throwIfAny } from '../../domain/errors.ts';
import { Slug } from '../../domain/ids.ts';
import type { DriftMonitorProps } from './drift-monitor-props.ts';

/** What Bedrock can be asked to answer with. The models behind a global inference profile have an ARN without a region. */
const bedrockModels = [
  'foundation-model',
  'inference-profile',
  'application-inference-profile',
  'default-prompt-router',
  'prompt-router',
  'provisioned-model',
  'imported-model',
  'custom-model',
  'custom-model-deployment',
  'prompt',
].join('|');
const bedrockModel = new RegExp(
  `^arn:aws[a-z-]*:(bedrock:([a-z0-9-]+:\\d*:(${bedrockModels})|::foundation-model)|bedrock-mantle:[a-z0-9-]+:\\d+:project|sagemaker:[a-z0-9-]+:\\d+:endpoint)/[^*]+$`,
);
const guardrail = /^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d+:guardrail\/[a-z0-9]+$/;

/**
 * Checks everything about props that can be known at synthesis; tokens are left alone.
 *
 * @throws {ConfigError} that names every problem.
 */
export function checkProps(where: string, props: DriftMonitorProps): void {
  const { every = Duration.hours(1), timeout, retention } = props;
  const [minute, hour, day] = [60, 3600, 86_400];
  const found: (string | undefined)[] = [
    duration('every', every, minute, day, minute),
    timeout && duration('timeout', timeout, 5 * minute, 24 * hour, 1),
    retention && duration('retention', retention, day, 3650 * day, day),
    number('concurrency', props.concurrency, 1, 1000),
    number('memory', props.memory, 256, 10_240),
    number('monthlyTokens', props.monthlyTokens, 1, Number.MAX_SAFE_INTEGER),
    amount('monthlyCost', props.monthlyCost, 0.01, 1_000_000_000),
    percent('failedDrawsPercent', props.failedDrawsPercent),
    props.dashboard === true && props.alarms !== 'each'
      ? "dashboard: expected alarms: 'each', whose metrics it shows"
      : undefined,
    ...(props.bedrockModels ?? []).map(model),
    ...(props.bedrockGuardrails ?? []).map(guardrailArn),
    ...networkProblems(props),
    ...(props.endpoints ?? []).map(endpoint),
    service('providerSecret', props.providerSecret?.secretArn, 'secretsmanager'),
    service('webhookSecret', props.webhookSecret?.secretArn, 'secretsmanager'),
    service('encryptionKey', props.encryptionKey?.keyArn, 'kms'),
    service('logKey', props.logKey?.keyArn, 'kms'),
    service('alarmTopic', props.alarmTopic?.topicArn, 'sns'),
    service('bucket', props.bucket?.bucketArn, 's3'),
  ];
  throwIfAny(found.filter((what) => what !== undefined).map((what): Problem => ({ where, what })));
}

/** What is wrong with an ARN of a service; nothing for a token. */
export function service(name: string, arn: string | undefined, expected: string): string | undefined {
  if (arn === undefined || Token.isUnresolved(arn)) return undefined;
  const [prefix, , actual] = arn.split(':');
  if (prefix === 'arn' && actual === expected) return undefined;
  return `${name}: expected an ARN of ${expected}, got ${prefix === 'arn' ? `one of ${actual}` : arn}`;
}

function duration(name: string, value: Duration, least: number, most: number, step: number): string | undefined {
  if (value.isUnresolved()) return undefined;
  const given = seconds(value);
  if (given >= least && given <= most && given % step === 0) return undefined;
  const whole = step === 60 ? ' in whole minutes' : step === 86_400 ? ' in whole days' : '';
  return `${name}: expected ${words(least)} to ${words(most)}${whole}, got ${words(given)}`;
}

function number(name: string, value: number | undefined, least: number, most: number): string | undefined {
  if (value === undefined || Token.isUnresolved(value)) return undefined;
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return `${name}: expected a whole number from ${least} to ${most}, got ${value}`;
}

function amount(name: string, value: number | undefined, least: number, most: number): string | undefined {
  if (value === undefined || Token.isUnresolved(value) || (value >= least && value <= most)) return undefined;
  return `${name}: expected an amount from ${least} to ${most}, got ${value}`;
}

function percent(name: string, value: number | undefined): string | undefined {
  if (value === undefined || Token.isUnresolved(value) || (value > 0 && value <= 100)) return undefined;
  return `${name}: expected more than 0 and at most 100, got ${value}`;
}

function model(arn: string, index: number): string | undefined {
  if (Token.isUnresolved(arn) || bedrockModel.test(arn)) return undefined;
  return `bedrockModels[${index}]: expected the ARN of a Bedrock model, inference profile, router, prompt or Marketplace endpoint, got ${arn}`;
}

function guardrailArn(arn: string, index: number): string | undefined {
  if (Token.isUnresolved(arn) || guardrail.test(arn)) return undefined;
  return `bedrockGuardrails[${index}]: expected the ARN of a guardrail without its version, got ${arn}`;
}

function networkProblems({ vpc, vpcSubnets, securityGroups, vpcEndpoints }: DriftMonitorProps): string[] {
  if (vpc !== undefined) return [];
  const given = Object.entries({ vpcSubnets, securityGroups, vpcEndpoints }).filter(([, value]) => value !== undefined);
  return given.map(([name]) => `${name}: expected a vpc beside it, got none`);
}

function endpoint(id: string, index: number): string | undefined {
  return Slug.safeParse(id).success ? undefined : `endpoints[${index}]: expected the id of an endpoint, got "${id}"`;
}

function seconds(duration: Duration): number {
  return duration.toMilliseconds() / 1000;
}

function words(seconds: number): string {
  const [unit, size] = seconds % 86_400 === 0 ? ['day', 86_400] : seconds % 60 === 0 ? ['minute', 60] : ['second', 1];
  const count = seconds / (size as number);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
