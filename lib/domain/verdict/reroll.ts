import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Interval } from '../interval.ts';
import { ToolCall } from '../run/sample.ts';

/** Draws of a re-roll of which nothing else is said. */
export const usualDraws = 200;

/** How often answers failed something, with two intervals: which one holds depends on why drawing ended. */
export const FailureRate = z.strictObject({
  name: z.string(),
  failures: z.int().min(0),
  draws: z.int().min(0),
  /** Clopper-Pearson; holds for a number of draws that was fixed beforehand. */
  exact: Interval,
  /** Wider; holds whenever and for whatever reason drawing was ended. */
  anytime: Interval,
});
export type FailureRate = z.infer<typeof FailureRate>;

/** One of the answers that came, with how often it came. Customer data. */
export const DistinctAnswer = z.strictObject({
  text: z.string(),
  toolCalls: z.array(ToolCall),
  draws: z.int().min(1),
  share: z.number().min(0).max(1),
  fails: z.array(z.string()).describe('names of the expectations that it fails'),
});
export type DistinctAnswer = z.infer<typeof DistinctAnswer>;

/** A place at which answers leave the commonest one. Customer data. */
export const DivergencePoint = z.strictObject({
  /** Characters that are the same up to there. */
  character: z.int().min(0),
  /** Share of all draws that leave there. */
  share: z.number().min(0).max(1),
  commonPrefix: z.string().describe('the end of what is shared'),
  commonest: z.string().describe('how the commonest answer goes on'),
  other: z.string().describe('how the commonest of those that leave goes on'),
});
export type DivergencePoint = z.infer<typeof DivergencePoint>;

/** What is claimed about the failure rate, and whether the draws show it. */
export const BoundVerdict = z.strictObject({
  bound: z.number().gt(0).lt(1),
  confidence: z.number().gt(0).lt(1),
  verdict: z.enum(['below', 'above', 'undecided']),
  decidedAfter: z.int().min(1).optional().describe('draws after which it was clear'),
  /** Further clean draws that would show it to be below; absent once it is decided. */
  cleanDrawsLeft: z.int().min(0).optional(),
  /** Clean draws that show it when their number is fixed beforehand and nobody looks before the end. */
  cleanDrawsAtOnce: z.int().min(1),
});
export type BoundVerdict = z.infer<typeof BoundVerdict>;

/** One golden, drawn many times. */
export const Reroll = z.strictObject({
  schema: z.literal('reroll/1'),
  golden: z.string(),
  goldenVersion: z.string(),
  endpoint: z.string(),
  model: z.string(),
  run: z.string(),
  from: Timestamp,
  until: Timestamp,
  planned: z.int().min(1),
  /** Calls that were answered. */
  draws: z.int().min(0),
  /** Calls that failed for good, by class; they are no draws. */
  failedCalls: z.record(z.string(), z.int().min(1)),
  /** Why fewer than planned were made. */
  endedBy: z.enum(['decided', 'precise', 'interrupted', 'no-answers']).optional(),
  /** Whether drawing could have ended early because of what was drawn: then only `anytime` intervals hold. */
  watched: z.boolean(),
  /** Answers that fail at least one expectation; absent for a golden that has none, and without answers. */
  anyFailure: FailureRate.optional(),
  expectations: z.array(FailureRate),
  bound: BoundVerdict.optional(),
  distinct: z.int().min(0),
  /** Commonest first. */
  answers: z.array(DistinctAnswer),
  /** Where the first answer leaves the commonest one, and where most do. */
  divergence: z.strictObject({ first: DivergencePoint, widest: DivergencePoint }).optional(),
  cost: z.strictObject({
    requests: z.int().min(0).describe('attempts, retries included'),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    costMicros: z.int().min(0).optional().describe('millionths of the currency, where the endpoint states a price'),
    currency: z.string().optional(),
  }),
  notes: z.array(z.string()).describe('what else the reader should know'),
});
export type Reroll = z.infer<typeof Reroll>;
