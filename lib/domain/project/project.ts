import * as z from 'zod';
import { Endpoint } from '../endpoint/endpoint.ts';
import { AlertTarget } from './alert-target.ts';
import { BudgetRules } from './budget.ts';
import { Duration } from './duration.ts';
import { Links } from './links.ts';
import { MaintenanceWindow } from './maintenance.ts';

/** When people are told of what keeps an endpoint from being watched. */
export const ConditionRules = z.strictObject({
  tellAfterRuns: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('runs in a row that must show it; of silence, runs that were due and not made'),
});
export type ConditionRules = z.infer<typeof ConditionRules>;

/** What a person writes in `pinwatch.yaml`. A key that is not known here is an error: a typo must not become a default. */
export const ProjectFile = z.strictObject({
  version: z.literal(1),
  falseAlarmsPerYear: z
    .number()
    .positive()
    .max(365)
    .default(1)
    .describe('false alarms a year that are acceptable for all endpoints together'),
  every: Duration.default('1h').describe('a run of every endpoint is due this often'),
  jitter: z.number().min(0).max(1).default(0.5).describe('share of the interval by which a start is moved at random'),
  goldens: z.string().min(1).default('goldens').describe('folder of golden requests, beside this file'),
  data: z.string().min(1).default('.pinwatch').describe('folder for history and outputs, beside this file'),
  budget: BudgetRules.optional().describe(
    'what all endpoints together may use in tokens and money; of a run, what each may',
  ),
  alerts: z.array(AlertTarget).default([]).describe('who is told of a change, beside the terminal'),
  conditions: ConditionRules.default({ tellAfterRuns: 3 }).describe(
    'when people are told that an endpoint is not watched: unreachable, blind, partly blind or silent',
  ),
  maintenance: z
    .array(MaintenanceWindow)
    .default([])
    .describe('times in which changes are planned: runs go on, nothing is told, and what changed is told at the end'),
  links: Links.default({}).describe('where messages lead to'),
  endpoints: z.array(Endpoint).min(1),
});
export type ProjectFile = z.infer<typeof ProjectFile>;

export { durationSeconds } from './duration.ts';
