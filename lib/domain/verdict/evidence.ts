import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Interval } from '../interval.ts';
import { HealthCheckName } from './baseline-health.ts';

/**
 * Groups of channels: `text` is everything that can be computed from what was said (outputs, structured properties,
 * length, failure rates); `logprobs` is everything that needs log-probabilities.
 */
export const ChannelGroup = z.enum(['text', 'logprobs']);
export type ChannelGroup = z.infer<typeof ChannelGroup>;

/** What a rate counts: answers that fail an expectation, or answers that have a property (a refusal, a cut-off). */
export const RateKind = z.enum(['expectation', 'property']);
export type RateKind = z.infer<typeof RateKind>;

/** What one channel measured on one run. Measured, not decided: the verdict is another value. */
export const ChannelEvidence = z.strictObject({
  channel: z.string(),
  group: ChannelGroup,
  /** Nonconformity score of the run; unit and range depend on the channel, larger is stranger. */
  score: z.number(),
  /**
   * Monte-Carlo estimate of the permutation p-value of "the runs are exchangeable", (1 + exceedances) / (1 + draws), above
   * 0. Draws stop as soon as the decision stands: a large value is known roughly, a small one precisely.
   */
  pValue: z.number().min(0).max(1),
  /** Random orders of the runs that were drawn, and how many of them were as extreme as the true one. */
  draws: z.int().min(0).optional(),
  exceedances: z.int().min(0).optional(),
  /** Rank of this run alone among those that are kept: uniform on (0, 1] and independent of others while nothing changes. */
  rank: z.number().min(0).max(1).optional(),
  /** What led: the group of numbers, and how many of the newest runs, pooled, stand out most. */
  led: z.strictObject({ group: z.string(), runs: z.int().min(1) }).optional(),
  /** Earlier runs that it was ranked against. */
  references: z.int().min(0),
  /** Natural log of the evidence, one over the p-value; null where nothing was tested. */
  logStatistic: z.number().nullable(),
  /** Natural log of the threshold at which this channel alarms. */
  logThreshold: z.number(),
  /** The promise for the whole endpoint: at most runs / averageRunLength false alarms are expected. */
  averageRunLength: z.number().optional(),
  /** What the score is made of: its part in each kind of number, e.g. text, length, properties, logprobs. */
  parts: z.record(z.string(), z.number()).optional(),
});
export type ChannelEvidence = z.infer<typeof ChannelEvidence>;

/** How far a provider's field can be believed: `strong` changes only with the thing behind it, `weak` flaps by itself. */
export const Trust = z.enum(['strong', 'weak']);

/** A tripwire: something that was constant and is not any more. A fact, not a test. */
export const Fact = z.strictObject({
  kind: z.enum([
    'reported-model',
    'fingerprint',
    'prompt-tokens',
    'finish-reason',
    'usage-fields',
    'echoed-parameters',
    'error-class',
    'client-library',
    'noiseless-output',
    'failed-calls',
    'configuration',
    'golden-version',
    'one-run',
  ]),
  golden: z.string().optional(),
  was: z.array(z.string()),
  now: z.string(),
  /** Runs that showed it, oldest first, and requests in them. */
  runs: z.array(z.string()).min(1),
  requests: z.int().min(1),
  trust: Trust,
});
export type Fact = z.infer<typeof Fact>;

/**
 * How often something happened in one run: an expectation that failed, or a structured property that an answer had.
 * Counts, so that anyone can pool them over runs.
 */
export const RunRate = z.strictObject({
  name: z.string(),
  kind: RateKind.optional().describe('an expectation if left out'),
  golden: z.string().optional().describe('left out when it is pooled over goldens'),
  count: z.int().min(0),
  draws: z.int().min(0),
});
export type RunRate = z.infer<typeof RunRate>;

/** How strange one golden's answers were in one run. */
export const GoldenScore = z.strictObject({
  golden: z.string(),
  /** In standard deviations of the baseline's run-to-run spread; 0 is as usual, larger is stranger. */
  score: z.number(),
  /** Correlation of draws inside a run, above 0.2: the golden senses the server's load, and counts less. */
  loadSensitivity: z.number().min(0).max(1).optional(),
});
export type GoldenScore = z.infer<typeof GoldenScore>;

/** Why a golden was not judged in a run. */
export const NotJudged = z.strictObject({
  golden: z.string(),
  why: z.enum(['not-asked', 'failed', 'too-few-draws', 'learning']),
  /** While it is learning: runs learned, and runs needed. */
  learned: z.strictObject({ runs: z.int().min(0), of: z.int().min(1) }).optional(),
});
export type NotJudged = z.infer<typeof NotJudged>;

/** What a verdict on a run covers. */
export const Coverage = z.strictObject({
  /** Goldens that were judged in this run. */
  judged: z.int().min(0),
  /** Goldens of the baseline: those that are judged when all goes well. */
  baseline: z.int().min(0),
  /** Goldens of the baseline that were not judged, and goldens of the run that the baseline does not hold. */
  notJudged: z.array(NotJudged),
  /** Goldens that were learned over the same runs are a cohort: how many runs each is held against. */
  cohorts: z.array(z.strictObject({ goldens: z.int().min(0), references: z.int().min(0) })),
  /** Set where the run has more goldens than are watched, to how many: what is counted here is a sample of them. */
  sampleOf: z.int().min(1).optional(),
  /** Set where this run has circumstances (e.g. `warm`) that too few runs had before. */
  circumstances: z.strictObject({ name: z.string(), references: z.int().min(0), needed: z.int().min(1) }).optional(),
});
export type Coverage = z.infer<typeof Coverage>;

/** Something that one run did and no run of the baseline came near. A fact about one run: neither drift nor an alarm. */
export const OneRunFact = z.strictObject({
  name: z.string(),
  kind: RateKind,
  count: z.int().min(0),
  draws: z.int().min(1),
  /** The nearest that any of so many reference runs came, in the same direction. */
  nearest: z.strictObject({ count: z.int().min(0), draws: z.int().min(1), runs: z.int().min(1) }),
});
export type OneRunFact = z.infer<typeof OneRunFact>;

/** Everything that one run showed. */
export const RunEvidence = z.strictObject({
  run: z.string(),
  at: Timestamp,
  /** Runs of the epoch that had been learned before this one. */
  baselineRuns: z.int().min(0),
  planned: z.int().min(0),
  completed: z.int().min(0),
  failed: z.int().min(0),
  /** Whether enough arrived for the run to count as evidence; a run that does not count bets nothing. */
  counted: z.boolean(),
  channels: z.array(ChannelEvidence),
  facts: z.array(Fact),
  /** For plots over time; what is decided never depends on them. */
  rates: z.array(RunRate).optional(),
  goldens: z.array(GoldenScore).optional(),
  coverage: Coverage.optional().describe('left out by detectors before detector/3'),
  oneRunFacts: z.array(OneRunFact).optional(),
  /** Assumptions of the test that the newest 64 runs, without those of a change, speak against; left out where none is doubtful. */
  doubts: z.array(HealthCheckName).optional(),
});
export type RunEvidence = z.infer<typeof RunEvidence>;

/** Total-variation distance between baseline and current outputs, averaged over goldens, 0 to 1. */
export const Effect = Interval;
