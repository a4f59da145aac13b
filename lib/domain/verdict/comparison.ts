import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Interval } from '../interval.ts';
import { BeforeAfter, RateChange } from './explanation.ts';

/** What was compared on one side. */
export const ComparedSide = z.strictObject({
  source: z.string().describe('where the recording came from, e.g. a path'),
  runs: z.int().min(1),
  from: Timestamp,
  until: Timestamp,
  draws: z.int().min(0).describe('completed draws of the goldens that are compared'),
  failed: z.int().min(0).describe('calls that failed; they are no draws'),
});
export type ComparedSide = z.infer<typeof ComparedSide>;

/** How far one golden's answers moved, with two answers that show it. */
export const ComparedGolden = z.strictObject({
  golden: z.string(),
  effect: z.number().min(0).max(1).nullable().describe('null where the draws of this golden cannot show it'),
  example: BeforeAfter.optional().describe('for the most moved goldens'),
});
export type ComparedGolden = z.infer<typeof ComparedGolden>;

/** Where single draws were shuffled: how many goldens moved the way that others had moved, out of those looked at. */
const OneWay = z.strictObject({
  moved: z.int().min(0),
  goldens: z.int().min(0),
  pValue: z.number().gt(0).max(1).describe('of "nothing changed, and what a run has in common moved at most 9 in 10"'),
});

/** Two recordings compared: one p-value, one effect, and where it shows. */
export const Comparison = z.strictObject({
  schema: z.literal('compare/1'),
  before: ComparedSide,
  after: ComparedSide,
  /** Of the null "both sides come from one distribution"; never zero. */
  pValue: z.number().gt(0).max(1),
  alpha: z.number().gt(0).lt(1),
  /** Whether the p-value is at most alpha. */
  changed: z.boolean(),
  /** What may be said: whether a change stands without taking draws for independent, and whether one could have shown. */
  verdict: z.enum(['changed', 'changed-if-draws-are-independent', 'no-change-shown', 'cannot-tell']),
  /** What was taken to be exchangeable if nothing changed, and so shuffled: whole runs, or single draws of a golden. */
  exchangeable: z.enum(['runs', 'draws']),
  assumption: z.string().describe('the same in plain words, with what it means for the p-value'),
  /** The smallest p-value that these samples could have given. */
  smallestPValue: z.number().gt(0).max(1),
  labellings: z.int().min(1).describe('labellings that were looked at, the observed one included'),
  exact: z.boolean().describe('whether these were all there are, so that the p-value has no Monte Carlo error'),
  oneWay: OneWay.optional(),
  /** Total variation that the data can show, averaged over goldens, 0 to 1, with a 95 % interval; null where none. */
  effect: Interval.nullable(),
  effectReason: z.string().optional().describe('where the effect is null: why it cannot be estimated'),
  effectResampled: z.enum(['runs', 'draws']).describe('what the interval comes from resampling'),
  goldens: z.array(ComparedGolden).describe('most moved first, as far as that is known; a ranking, not a test'),
  rates: z.array(RateChange).describe('structured properties whose rate changed, pooled over goldens, clearest first'),
  goldenRates: z
    .array(RateChange)
    .optional()
    .describe('the same golden by golden; what several show is pooled as well, with how many do; clearest first'),
  notes: z.array(z.string()).describe('what else the reader should know, e.g. goldens that could not be compared'),
});
export type Comparison = z.infer<typeof Comparison>;
