import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Shrunk } from '../run/run.ts';

/**
 * What keeps an endpoint from being watched:
 *
 * - `unreachable`: runs are made and every call of theirs fails; it is over when half of a run's calls are answered again;
 * - `blind`: runs are made and answered, and nothing can be judged;
 * - `partly-blind`: runs are judged, but without some of their goldens;
 * - `silent`: runs are due and none is made.
 *
 * And what is about to, or does already: `budget`, when most of a budget is used, and when it is used up. It says nothing of one
 * endpoint: of those that are not watched because of it there is a condition of their own.
 *
 * A condition says nothing about the model: it is no drift, opens and closes no incident, and has no part in the budget of
 * false alarms.
 */
export const conditionKinds = ['unreachable', 'blind', 'partly-blind', 'silent', 'budget'] as const;
export type ConditionKind = (typeof conditionKinds)[number];

/** Calls that failed for good, by the class of their failure. */
export const FailedCalls = z.strictObject({
  class: z.string().regex(/^[a-z-]{1,40}$/, 'expected the name of a class'),
  calls: z.int().min(1),
});
export type FailedCalls = z.infer<typeof FailedCalls>;

/** Why nothing can be judged though answers come. */
export const BlindCause = z.enum([
  'too-few-answers',
  'no-calls',
  'over-budget',
  'baseline-not-uniform',
  'nothing-in-common',
  'new-circumstances',
  'baseline-too-short',
  'partly-covered',
  'other',
]);
export type BlindCause = z.infer<typeof BlindCause>;

/** A golden that nothing is said about. */
export const UnwatchedGolden = z.strictObject({
  golden: z.string().describe('its id'),
  why: z
    .enum(['failing', 'not-judged', 'gone'])
    .describe('its calls fail; the baseline has nothing to hold it against; the baseline holds it and it is not drawn'),
  class: FailedCalls.shape.class.optional().describe('commonest class of its failures'),
  learned: z
    .strictObject({ runs: z.int().min(0), of: z.int().min(1) })
    .optional()
    .describe('while it is learned: runs that were, and runs that it takes'),
});
export type UnwatchedGolden = z.infer<typeof UnwatchedGolden>;

const common = {
  id: z.string().describe('endpoint, kind and the run that it began with; of silence, the last run before it'),
  endpoint: z.string(),
  status: z.enum(['open', 'resolved']),
  /** Time of the first run that showed it; of silence, when the first run that was not made was due. Never changed. */
  since: Timestamp,
  /** That run; of silence, the last one before it. */
  firstRun: z.string(),
  /** Time of the run with which it had lasted long enough to be told. */
  openedAt: Timestamp,
  /** The newest run that it was read off; of silence, the last one before it. */
  run: z.string(),
  /** Runs in a row that had shown it, up to that one; of silence, runs that were due and not made until it opened. */
  runs: z.int().min(1),
  updatedAt: Timestamp,
  /** The run that ended it, and its time. */
  resolvedBy: z.string().optional(),
  resolvedAt: Timestamp.optional(),
  /** Set where no run ended it: the endpoint was taken out of the project. */
  endedBecause: z.literal('removed').optional(),
  revision: z.int().min(0).describe('counts changes; a write names the one it replaces'),
};

export const UnreachableCondition = z.strictObject({
  ...common,
  kind: z.literal('unreachable'),
  failures: z.array(FailedCalls).describe('of the newest run, commonest first'),
  answered: z
    .strictObject({ completed: z.int().min(1), planned: z.int().min(1) })
    .optional()
    .describe('set once a run got a few answers, and too few to say that it is over'),
});

export const BlindCondition = z.strictObject({
  ...common,
  kind: z.literal('blind'),
  cause: BlindCause,
  /** Of the newest run. */
  planned: z.int().min(0),
  completed: z.int().min(0),
  failures: z.array(FailedCalls),
  goldens: z.array(UnwatchedGolden).describe('those of which nothing came'),
});

export const PartlyBlindCondition = z.strictObject({
  ...common,
  kind: z.literal('partly-blind'),
  goldens: z.array(UnwatchedGolden).min(1).describe('by id'),
  /** Goldens that a run has. */
  of: z.int().min(1),
});

export const SilentCondition = z.strictObject({
  ...common,
  kind: z.literal('silent'),
  lastRunAt: Timestamp,
  everySeconds: z.number().positive().describe('how often a run was due'),
});

export const BudgetCondition = z.strictObject({
  ...common,
  kind: z.literal('budget'),
  scope: z.enum(['endpoint', 'project']).describe('whose budget: of the endpoint, or of all together'),
  period: z.enum(['day', 'month']),
  until: Timestamp.describe('when the day or month is over'),
  stage: z.enum(['low', 'used-up']).describe('80 % are used; a run was not begun, or cut short, because of it'),
  unit: z.enum(['tokens', 'money']),
  used: z.int().min(0).describe('by runs that are over, at this stage; of money in millionths of the currency'),
  limit: z.int().min(0),
  currency: z.string().optional(),
  shrunk: Shrunk.pick({ from: true, to: true })
    .optional()
    .describe('runs are made smaller, so that it lasts: draws of each golden, as asked for and as made'),
});

/** Something that keeps an endpoint from being watched, from the run that showed it first to the one that ended it. */
export const Condition = z.discriminatedUnion('kind', [
  UnreachableCondition,
  BlindCondition,
  PartlyBlindCondition,
  SilentCondition,
  BudgetCondition,
]);
export type Condition = z.infer<typeof Condition>;
export type SilentCondition = z.infer<typeof SilentCondition>;
export type BudgetCondition = z.infer<typeof BudgetCondition>;

/** Whether it goes on. */
export function isConditionOpen({ status }: Pick<Condition, 'status'>): boolean {
  return status === 'open';
}

/** Whether nothing at all is being said about the endpoint, so that whatever was said last is no longer news. */
export function isBlinding({ kind }: Pick<Condition, 'kind'>): boolean {
  return kind !== 'partly-blind' && kind !== 'budget';
}

/** What it is due to, each a name of its own: people are told once of each. */
export function conditionCauses(condition: Condition): string[] {
  switch (condition.kind) {
    case 'unreachable':
      return condition.failures.slice(0, 1).map((failure) => `class ${failure.class}`);
    case 'blind':
      return [`cause ${condition.cause}`];
    case 'partly-blind':
      return condition.goldens.map(({ golden }) => `golden ${golden}`);
    case 'silent':
      return [];
    case 'budget':
      return [`stage ${condition.stage}`, ...(condition.shrunk === undefined ? [] : ['runs smaller'])];
  }
}
