import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Interval } from '../interval.ts';
import { RateKind } from './evidence.ts';

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

/** Failure rate of one expectation (or rate of a structured property) before and after, with exact 95 % intervals. */
export const RateChange = z.strictObject({
  name: z.string(),
  kind: RateKind.optional().describe('an expectation if left out'),
  golden: z.string().optional().describe('left out when it is pooled over goldens'),
  before: Interval.extend({ count: z.int().min(0), draws: z.int().min(0) }),
  after: Interval.extend({ count: z.int().min(0), draws: z.int().min(0) }),
});
export type RateChange = z.infer<typeof RateChange>;

/** Two answers to the same request, cut around the point where they part. Customer data: never in logs or events. */
export const BeforeAfter = z.strictObject({
  golden: z.string(),
  commonPrefix: z.string().describe('the end of what both share'),
  before: z.string(),
  after: z.string(),
});
export type BeforeAfter = z.infer<typeof BeforeAfter>;

/** What an alarm says beyond "it changed". Never a guessed cause. */
export const Explanation = z.strictObject({
  since: Since,
  /** Total variation averaged over goldens, 0 to 1, with a 95 % run-bootstrap interval; left out where nothing can be said. */
  effect: Interval.optional(),
  /** If the change reaches only some requests: the share of traffic that shows it, at least. */
  trafficShare: z.number().min(0).max(1),
  goldens: z.array(GoldenShift).describe('most moved first'),
  /** How the goldens were chosen: a test, or an honest ranking where too few runs allow no test. */
  goldensBy: z.enum(['run-label-permutation', 'ranking']),
  rates: z.array(RateChange).describe('largest change first'),
  examples: z.array(BeforeAfter),
});
export type Explanation = z.infer<typeof Explanation>;
