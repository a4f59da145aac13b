import * as z from 'zod';
import { Stream } from '../endpoint/delivery.ts';
import { Timestamp } from '../ids.ts';

/** Why a golden was not judged in a run, the likeliest cause first. */
export const Unjudged = z.enum(['gone', 'failing', 'too-few-answers', 'other-design', 'learning']);
export type Unjudged = z.infer<typeof Unjudged>;

/** A golden that was not judged in a run, and why. */
export const UnjudgedGolden = z.strictObject({
  golden: z.string(),
  why: Unjudged,
  /** The class of most of its failed calls, e.g. `timeout`. */
  failure: z.string().optional(),
  /** While it is learned: runs that were, and runs that it takes. */
  learned: z.strictObject({ runs: z.int().min(0), of: z.int().min(1) }).optional(),
  /** Set where it is a new version of a golden of the baseline. */
  isEdited: z.boolean().optional(),
  /** Since when it is not judged, and in how many runs in a row. */
  since: z.strictObject({ run: z.string(), at: Timestamp, runs: z.int().min(1) }),
});
export type UnjudgedGolden = z.infer<typeof UnjudgedGolden>;

/**
 * What a verdict on a run covers. Goldens are counted whole: steps of chained draws are parts of theirs.
 *
 * @example 5 of the 6 goldens that the project asks for are judged, against 24 runs; refund is a new version that learns.
 */
export const Coverage = z.strictObject({
  /** Goldens that were held against the baseline in this run. */
  judged: z.int().min(0),
  /** Goldens that ought to be: those that the run asked for, and those of the baseline that went only lately. */
  expected: z.int().min(0),
  /** Goldens that the baseline holds. */
  baseline: z.int().min(0),
  /** Earlier runs that they were held against; the fewest, where goldens were learned at different times. */
  references: z.int().min(0),
  unjudged: z.array(UnjudgedGolden),
  /** Set where the run has more goldens than are watched, to how many: all counts are of a sample of them. */
  sampleOf: z.int().min(1).optional(),
  /** Since which run the same goldens are judged. */
  since: z.strictObject({ run: z.string(), at: Timestamp }),
  /** Which stream the verdict is about, where not the usual one: of live answers it says nothing then. */
  stream: Stream.optional(),
  /** Set where the run has circumstances (e.g. `warm`) that too few runs had before. */
  circumstances: z.strictObject({ name: z.string(), references: z.int().min(0), needed: z.int().min(1) }).optional(),
});
export type Coverage = z.infer<typeof Coverage>;

/** A golden that was taken out of the project is missed for so many runs; from then on, the baseline is without it. */
export const missedRuns = 24;

const enoughShare = 0.8;

/**
 * Whether enough was judged to say that there is no drift: 80 % of the goldens that ought to be, or, of four and more, all
 * but one; and the run's circumstances are not new. What was judged may show drift all the same.
 */
export function isCovered({
  judged,
  expected,
  circumstances,
}: Pick<Coverage, 'judged' | 'expected' | 'circumstances'>): boolean {
  if (judged === 0 || circumstances !== undefined) return false;
  return judged >= enoughShare * expected || (expected >= 4 && judged >= expected - 1);
}

/** Whether a golden that is not judged counts among those that ought to be. */
export function isExpected({ why, since }: UnjudgedGolden): boolean {
  return why !== 'gone' || since.runs <= missedRuns;
}
