import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { Interval } from '../interval.ts';
import { HealthCheckName } from './baseline-health.ts';
import { ChannelGroup } from './evidence.ts';

/** A channel that crossed its threshold. */
export const Alarm = z.strictObject({
  channel: z.string(),
  group: ChannelGroup,
  /** Natural logs of the evidence (one over the p-value) and of the threshold that it reached. */
  logStatistic: z.number(),
  logThreshold: z.number(),
});
export type Alarm = z.infer<typeof Alarm>;

/** What is decided about an endpoint after a run. Too little data is an answer of its own. */
export const Verdict = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('drift-detected'),
    alarms: z.array(Alarm).min(1),
    effect: Interval.optional().describe('left out where it cannot be estimated: then nothing is known of it'),
    effectFloor: z.number(),
    /** Set where the change came together with the first runs of this circumstance, e.g. with a warm prompt cache. */
    cameWith: z.string().optional(),
    /**
     * Set where the runs before the change speak against the test's assumption: the alarm holds, at the same level, among runs
     * that are so far apart.
     */
    heldApart: z.int().min(2).optional(),
    /**
     * Set while the newest runs look like the baseline again and that is not certain yet: the first of them, how many there are,
     * and in how many more like them the incident is over at the earliest.
     */
    looksBack: z
      .strictObject({ run: z.string(), at: Timestamp, runs: z.int().min(1), moreRuns: z.int().min(1) })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('no-drift-detected'),
    /** Set where the evidence is past the square root of its threshold: worth confirming runs, and no alarm. */
    suspected: z.boolean(),
    /** Set when the evidence would have alarmed but the effect stayed under the floor. */
    belowEffectFloor: Interval.optional(),
    /**
     * Set when the evidence would have alarmed, but earlier runs speak against the test's assumption (episodes of load, say), and
     * among runs that are so far apart nothing stands out yet. A gross effect is not held back.
     */
    unconfirmed: z.strictObject({ doubts: z.array(HealthCheckName).min(1), apart: z.int().min(2) }).optional(),
    /** Runs until a gross change could alarm, from now on. */
    earliestAlarmRuns: z.int().min(1),
    /** Set on the run that ended an incident: first run that is like the baseline again. */
    backSince: z.strictObject({ run: z.string(), at: Timestamp }).optional(),
  }),
  z.strictObject({
    kind: z.literal('inconclusive'),
    reason: z.enum([
      'learning',
      'too-few-samples',
      'unreachable',
      'baseline-not-uniform',
      'nothing-in-common',
      'new-circumstances',
      'baseline-too-short',
      'partly-covered',
    ]),
    /** What would have been enough, e.g. 7 more runs, or 20 of 24 draws. */
    needed: z.strictObject({ runs: z.int().min(0), drawsPerRun: z.int().min(0) }),
    earliestAlarmRuns: z.int().min(1).nullable(),
  }),
]);
export type Verdict = z.infer<typeof Verdict>;
export type VerdictKind = Verdict['kind'];
