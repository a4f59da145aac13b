import * as z from 'zod';

const Counts = z.record(z.string(), z.int().min(0));

/** Calls of one run, attempts that were made again among them, and those that failed by class. */
export const RunFailures = z.strictObject({ run: z.string(), calls: z.int().min(0), failed: Counts });
export type RunFailures = z.infer<typeof RunFailures>;

/** Draws of one golden in one run that lost an attempt to one class of failures. */
export const FailedDraws = z.strictObject({
  golden: z.string(),
  failure: z.string(),
  draws: z.int().min(1),
  /** How many of them were answered by a later attempt: answers that are not what a first attempt would have given. */
  answered: z.int().min(0),
  /** Draws of the golden. */
  of: z.int().min(1),
});
export type FailedDraws = z.infer<typeof FailedDraws>;

/** What is remembered of the failed calls of an epoch; bounded, and carried from one judgement to the next. */
export const FailureShares = z.strictObject({
  /** The newest three runs, newest last. */
  recent: z.array(RunFailures),
  /** Runs that are older than those. */
  earlier: z.int().min(0),
  /** The run that had the largest share of each class, of those. */
  most: z.record(z.string(), z.strictObject({ calls: z.int().min(1), failed: z.int().min(0) })),
  /** The largest share of each class that was told, 0 to 1. */
  told: z.record(z.string(), z.number().min(0).max(1)),
});
export type FailureShares = z.infer<typeof FailureShares>;

export const noFailures: FailureShares = { recent: [], earlier: 0, most: {}, told: {} };
