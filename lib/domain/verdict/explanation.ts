import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Interval } from '../interval.ts';
import { RateKind } from './evidence.ts';
import { Severity } from './severity.ts';

/** When the change began: the likeliest run and the runs between which it must have begun. */
export const Since = z.strictObject({
  run: z.string(),
  at: Timestamp,
  earliest: z.strictObject({ run: z.string(), at: Timestamp }),
  latest: z.strictObject({ run: z.string(), at: Timestamp }),
});

/** How much one golden moved. `significant` goldens passed a run-label permutation test with multiplicity controlled. */
export const GoldenShift = z.strictObject({
  golden: z.string(),
  effect: z.number().min(0).max(1),
  pValue: z.number().min(0).max(1).optional(),
  significant: z.boolean(),
});
export type GoldenShift = z.infer<typeof GoldenShift>;

/** How many of so many draws, with the exact 95 % interval of the rate. */
const Counted = Interval.extend({ count: z.int().min(0), draws: z.int().min(0) });

/**
 * How often answers fail one expectation (or have a structured property) before and after, with exact 95 % intervals. Rates
 * are kept golden by golden; one without a golden pools the goldens that have it on both sides.
 */
export const RateChange = z.strictObject({
  name: z.string(),
  kind: RateKind.optional().describe('an expectation if left out'),
  golden: z.string().optional().describe('left out when it is pooled over the goldens that have it'),
  /** Of a pooled rate: goldens that have it, and those whose own rate rose or fell with it beyond their interval before. */
  goldens: z.strictObject({ shown: z.int().min(0), of: z.int().min(1) }).optional(),
  before: Counted,
  after: Counted,
  newest: Counted.optional().describe('in the newest runs alone, of those since the change began'),
  /** Whether it changed beyond chance among all rates that were looked at (exact test, false discovery rate 5 %). */
  isClear: z.boolean().optional().describe('left out by versions that kept pooled rates only'),
});
export type RateChange = z.infer<typeof RateChange>;

/** How often answers like the one that is shown came before and since. */
export const Seen = z.strictObject({
  /** What is counted: this very answer, answers that begin as it does, or answers with its structured properties. */
  like: z.enum(['answer', 'beginning', 'kind']),
  before: z.strictObject({ count: z.int().min(0), draws: z.int().min(1) }),
  since: z.strictObject({ count: z.int().min(0), draws: z.int().min(1) }),
});
export type Seen = z.infer<typeof Seen>;

/** Two answers to the same request, cut around the point where they part. Customer data: never in logs or events. */
export const BeforeAfter = z.strictObject({
  golden: z.string(),
  commonPrefix: z.string().describe('the end of what both share'),
  before: z.string(),
  after: z.string(),
  /** Of the answer before and of the one after; left out where they were not counted. */
  seen: z.strictObject({ before: Seen, after: Seen }).optional(),
});
export type BeforeAfter = z.infer<typeof BeforeAfter>;

/** A number beside the answers' own words that moved further than it varies from run to run. */
export const MovedNumber = z.strictObject({
  /** Probability of the first token that was likeliest before, 0 to 1; or characters of an answer, as a geometric mean. */
  kind: z.enum(['first-token', 'length']),
  /** Goldens in which it moved by more than three times the spread between runs, and goldens that have it. */
  goldens: z.int().min(1),
  of: z.int().min(1),
  most: z
    .array(z.strictObject({ golden: z.string(), before: z.number(), after: z.number(), newest: z.number().optional() }))
    .min(1)
    .describe('furthest for its spread first'),
});
export type MovedNumber = z.infer<typeof MovedNumber>;

/** How the answers to one golden are distributed before and since. Customer data. */
export const AnswerShares = z.strictObject({
  golden: z.string(),
  like: z.enum(['answer', 'beginning']).describe('whether whole answers are counted or how they begin'),
  draws: z.strictObject({ before: z.int().min(1), since: z.int().min(1) }),
  answers: z
    .array(z.strictObject({ text: z.string(), before: z.int().min(0), since: z.int().min(0) }))
    .describe('commonest first, cut; what is left of the draws was answered otherwise'),
});
export type AnswerShares = z.infer<typeof AnswerShares>;

/**
 * Run by run around the change: what percentage of the answers to a golden are of the kind that became likelier, as it was
 * learned from other runs; -1 where there is none. Their averages before and since differ by the golden's effect.
 */
export const ShiftTimeline = z.strictObject({
  runs: z.array(z.string()),
  goldens: z.array(z.strictObject({ golden: z.string(), percents: z.array(z.int().min(-1).max(100)) })),
});
export type ShiftTimeline = z.infer<typeof ShiftTimeline>;

/** What an alarm says beyond "it changed". Never a guessed cause. */
export const Explanation = z.strictObject({
  since: Since,
  /** Total variation averaged over goldens, 0 to 1, with a 95 % run-bootstrap interval; left out where nothing can be said. */
  effect: Interval.optional(),
  /** How much it matters; left out by versions that did not say. */
  severity: Severity.optional(),
  /** The newest of the runs since the change, of which `newest` of rates and `effectNewest` speak; left out while there are few. */
  newest: z.strictObject({ runs: z.int().min(1), from: z.strictObject({ run: z.string(), at: Timestamp }) }).optional(),
  effectNewest: Interval.optional(),
  /** If the change reaches only some requests: the share of traffic that shows it, at least. */
  trafficShare: z.number().min(0).max(1),
  goldens: z.array(GoldenShift).describe('most moved first'),
  /** How the goldens were chosen: a test, or an honest ranking where too few runs allow no test. */
  goldensBy: z.enum(['run-label-permutation', 'ranking']),
  rates: z.array(RateChange).describe('clearest change first'),
  /** Answers that are likelier since, beyond chance; none where there is no such answer. */
  examples: z.array(BeforeAfter),
  moved: z.array(MovedNumber).optional(),
  answers: z.array(AnswerShares).optional().describe('of the goldens that moved most'),
  timeline: ShiftTimeline.optional(),
});
export type Explanation = z.infer<typeof Explanation>;
