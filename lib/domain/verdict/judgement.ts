import * as z from 'zod';
import { Coverage } from './coverage.ts';
import { RunEvidence } from './evidence.ts';
import { Explanation } from './explanation.ts';
import { FailedDraws, FailureShares } from './failure-shares.ts';
import { QuietPeriod } from './quiet-period.ts';
import { Verdict } from './verdict.ts';

/** That a baseline was made anew from the stored samples of its runs, and why. Nothing is lost by it. */
export const LearnedAgain = z.strictObject({
  why: z.enum([
    'fewer-draws',
    'other-detector',
    'damaged-state',
    'returned',
    'one-baseline',
    'more-draws',
    'smaller-run',
    'full-run',
  ]),
  /** Runs of the epoch that were read, and those whose samples could not be. */
  runs: z.int().min(0),
  unreadable: z.int().min(0),
});
export type LearnedAgain = z.infer<typeof LearnedAgain>;

/** What was measured on a run and what was decided after it; recomputable bit for bit from stored samples. */
export const Judgement = z.strictObject({
  run: z.string(),
  endpoint: z.string(),
  epoch: z.int().min(1),
  /** Version of the detector that judged, e.g. `detector/1`. */
  detector: z.string(),
  evidence: RunEvidence,
  verdict: Verdict,
  explanation: Explanation.optional().describe('present when drift is detected'),
  coverage: Coverage.optional().describe('left out while nothing was learned, and by detectors before detector/3'),
  failedDraws: z.array(FailedDraws).optional().describe('attempts that failed, by golden and class'),
  failureShares: FailureShares.optional().describe('what is remembered of failed calls, for the next run'),
  /** Counts the judgements of an endpoint in the order in which they were made, whatever the clock said. */
  sequence: z.int().min(1).optional(),
  learnedAgain: LearnedAgain.optional().describe('set where the baseline was made anew from stored samples'),
  unreadable: z
    .array(z.string())
    .optional()
    .describe('runs whose stored answers are missing or damaged: what is said was measured without them'),
  incident: z.string().optional().describe('the incident that this run opened, continued or resolved'),
  quiet: QuietPeriod.optional().describe('set where the run was made in a time in which nothing is told'),
});
export type Judgement = z.infer<typeof Judgement>;
