import { existsSync, readFileSync } from 'node:fs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { withoutPrice } from '../../domain/endpoint/price.ts';
import { ConfigError, type Problem, throwIfAny } from '../../domain/errors.ts';
import { wantedBy } from '../../domain/explain-issue.ts';
import { ProjectFile } from '../../domain/project/project.ts';
import { alarmChoices } from '../names/metrics.ts';

/** What context keys begin with, as in `pinwatch:every`. */
export const contextPrefix = 'pinwatch:';

const duration = z.string().regex(/^[1-9][0-9]*(m|h|d)$/, 'expected a whole number and a unit, e.g. 30m, 1h or 1d');
const count = z.coerce.number().int().positive();
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given))
  .pipe(z.array(z.string().min(1, 'expected ARNs with commas between')));
const ids = (kind: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => (typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given))
    .pipe(
      z.array(z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `expected ids like ${kind}-0a1b2c3d`)).min(1),
    );
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
  error: 'expected true or false',
});
const arn = (service: string, resource = '.+') =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:${resource}$`), `expected an ARN of ${service}`);
const secret = z
  .string()
  .regex(/^(arn:aws[a-z-]*:secretsmanager:|(?!arn:)).+$/, 'expected the name of a secret or an ARN of secretsmanager')
  .describe('name or ARN');
const days = Object.values(RetentionDays).filter((one): one is RetentionDays => typeof one === 'number');
const logRetention = z
  .string()
  .regex(/^[1-9][0-9]*d$/, 'expected days, e.g. 90d')
  .transform((text) => Number(text.slice(0, -1)) as RetentionDays)
  .refine(
    (count) => days.includes(count),
    `expected days that CloudWatch offers: ${days.filter((one) => one < 9999).join(', ')}`,
  );

/** Context of the app, under `pinwatch:` in `cdk.json` or with `-c`; or in the environment, as `PINWATCH_MONTHLY_TOKENS`. */
export const AppContext = z.strictObject({
  stack: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'expected the name of a stack')
    .default('Pinwatch'),
  config: z.string().min(1).default('pinwatch.yaml').describe('project file; its endpoints get alarms of their own'),
  every: duration.optional(),
  timeout: duration.optional(),
  retention: duration.optional(),
  providerSecret: secret.optional(),
  webhookSecret: secret.optional(),
  bedrockModels: list.optional(),
  bedrockGuardrails: list.optional(),
  vpc: z
    .string()
    .regex(/^vpc-[0-9a-f]{8,17}$/, 'expected the id of a VPC')
    .optional(),
  subnets: ids('subnet').optional(),
  securityGroups: ids('sg').optional(),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
    .optional()
    .describe('name of a bucket of yours'),
  encryptionKey: arn('kms', '[^:]+:[0-9]+:key/.+').optional().describe('ARN of a key, not of an alias'),
  logKey: arn('kms', '[^:]+:[0-9]+:key/.+').optional().describe('ARN of a key for the logs'),
  alarmTopic: arn('sns').optional(),
  sqlTables: flag.optional(),
  api: flag.optional(),
  removalPolicy: z.enum(['retain', 'destroy']).optional(),
  concurrency: count.optional(),
  memory: count.optional(),
  logRetention: logRetention.optional(),
  monthlyTokens: count.optional(),
  monthlyCost: z.coerce.number().positive().optional().describe('in the currency of the prices'),
  failedDrawsPercent: z.coerce.number().optional(),
  alarms: z.enum(alarmChoices).optional(),
  dashboard: flag.optional(),
  runbookUrl: z.url().optional(),
});
export type AppContext = z.infer<typeof AppContext>;

/** Reads the context of the app: what is right in it, and what is wrong with the rest, unknown keys included. */
export function readContext(
  context: { readonly [key: string]: unknown },
  env: { readonly [name: string]: string | undefined },
): { readonly context: AppContext; readonly problems: readonly Problem[] } {
  const given: { [key: string]: unknown } = {};
  for (const key of Object.keys(AppContext.shape)) {
    const value = env[variableOf(key)];
    if (value !== undefined && value !== '') given[key] = value;
  }
  for (const [key, value] of Object.entries(context))
    if (key.startsWith(contextPrefix)) given[key.slice(contextPrefix.length)] = value;
  const parsed = AppContext.safeParse(given);
  if (parsed.success) return { context: parsed.data, problems: [] };
  const { issues } = parsed.error;
  const wrong = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])]));
  const right = Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.includes(key)));
  return { context: AppContext.parse(right), problems: issues.flatMap((issue) => problemsOf(issue, given)) };
}

/**
 * The endpoints of the project file; none where there is no such file.
 *
 * @throws {ConfigError} if the file is wrong, or if endpoints have no price and there is a budget in money.
 */
export function endpointsIn({ config: file, monthlyCost }: Pick<AppContext, 'config' | 'monthlyCost'>): Endpoint[] {
  if (!existsSync(file)) return [];
  let project: unknown;
  try {
    project = parse(readFileSync(file, 'utf8'));
  } catch {
    throwIfAny([{ where: file, what: 'expected YAML that can be read (pinwatch lint says what is wrong)' }]);
  }
  const parsed = ProjectFile.safeParse(project);
  if (parsed.success) {
    const { endpoints } = parsed.data;
    if (monthlyCost !== undefined) throwIfAny(withoutPrice(endpoints));
    return endpoints;
  }
  throw new ConfigError([{ where: file, what: 'expected a project file without problems (pinwatch lint names them)' }]);
}

function problemsOf(issue: z.core.$ZodIssue, given: { readonly [key: string]: unknown }): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(AppContext.shape).map((key) => contextPrefix + key);
    return issue.keys.map((key) => ({
      where: `context ${contextPrefix}${key}`,
      what: `unknown key, expected one of ${known.join(', ')}`,
    }));
  }
  const key = String(issue.path[0]);
  return [
    { where: `context ${contextPrefix}${key}`, what: `expected ${wantedBy(issue)}, got ${JSON.stringify(given[key])}` },
  ];
}

/** `monthlyTokens` → `PINWATCH_MONTHLY_TOKENS` */
function variableOf(key: string): string {
  return `PINWATCH_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
