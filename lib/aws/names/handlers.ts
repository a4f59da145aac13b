import * as z from 'zod';
import { ConfigError } from '../../domain/errors.ts';
import { alarmChoices } from './metrics.ts';

/** Empty means that there is none; constructs always set every variable. */
const optional = z.string().transform((text) => (text === '' ? undefined : text));
const required = z.string().min(1);
const wholeNumber = z
  .string()
  .regex(/^[1-9][0-9]*$/)
  .transform(Number);

const amount = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?$/)
  .transform(Number)
  .pipe(z.number().positive());

/** What every handler needs to find what is stored, the name under which its metrics appear, and which they are. */
const everywhere = {
  BUCKET: required,
  TABLE: required,
  MONITOR: required,
  ALARMS: z.enum(alarmChoices),
  /** When failing draws are trouble. */
  FAILED_DRAWS_PERCENT: amount,
};

/** What all endpoints together may use in a month, by the owner of the account; each unlimited if empty. */
const monthlyBudget = {
  MONTHLY_TOKENS: optional.pipe(wholeNumber.optional()),
  /** In the currency of the project's prices. */
  MONTHLY_COST: optional.pipe(amount.optional()),
};

/** The environment of each handler: constructs set exactly these variables, handlers read them through `readEnv`. */
export const handlerEnvironments = {
  plan: z.object({
    ...everywhere,
    ...monthlyBudget,
    /** Seconds between two ticks of the schedule. */
    TICK_SECONDS: wholeNumber,
    /** Seconds after its start in which a run sends its requests. */
    RUN_SECONDS: wholeNumber,
    /** Seconds after its start when nobody works on a run any more. */
    ABANDONED_AFTER_SECONDS: wholeNumber,
  }),
  replay: z.object({
    ...everywhere,
    /** JSON object of API keys by the name of the environment variable that the project names. */
    PROVIDER_SECRET_ARN: optional,
  }),
  /** With a budget of the month a run may have two sizes, which the threshold counts. */
  judge: z.object({ ...everywhere, ...monthlyBudget }),
  notify: z.object({
    ...everywhere,
    TOPIC_ARN: required,
    /** Whose history the commands in an alert are to look at. */
    STACK: required,
    EVENT_BUS_NAME: required,
    /** JSON object of addresses and keys by the name of the environment variable that the project's `alerts` name. */
    WEBHOOK_SECRET_ARN: optional,
  }),
  finish: z.object({
    ...everywhere,
    /** Days after which answers are deleted wherever they stand; never if empty. */
    RETENTION_DAYS: optional.pipe(wholeNumber.optional()),
  }),
  api: z.object({
    BUCKET: required,
    TABLE: required,
    /** What is said to be looked at. */
    STACK: required,
  }),
} as const;

export type HandlerName = keyof typeof handlerEnvironments;

/** The variables of a handler as a construct sets them. */
export type HandlerVariables<N extends HandlerName> = {
  readonly [K in keyof z.input<(typeof handlerEnvironments)[N]>]: string;
};

/** The variables of a handler as it reads them. */
export type HandlerEnvironment<N extends HandlerName> = z.output<(typeof handlerEnvironments)[N]>;

/**
 * Reads the environment of a handler.
 *
 * @throws {ConfigError} that names every variable that is missing or wrong; never a value.
 */
export function readEnv<N extends HandlerName>(
  handler: N,
  env: { readonly [name: string]: string | undefined },
): HandlerEnvironment<N> {
  const parsed = handlerEnvironments[handler].safeParse(env);
  if (parsed.success) return parsed.data as HandlerEnvironment<N>;
  const problems = parsed.error.issues.map(({ path: [name] }) => ({
    where: `environment of ${handler}`,
    what: `expected a value that is right in ${String(name)}, got ${env[String(name)] === undefined ? 'nothing' : 'another'}`,
  }));
  throw new ConfigError(problems);
}

/** MiB of the function that judges, at least: an explanation reads 80 runs. */
export const judgeMemory = 1024;
