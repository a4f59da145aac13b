import * as z from 'zod';
import { Interval } from '../interval.ts';
import { ChannelGroup } from './evidence.ts';

/** A channel that crossed its threshold. */
export const Alarm = z.strictObject({
  channel: z.string(),
  group: ChannelGroup,
  /** Natural log of the statistic and of the threshold that it crossed. */
  logStatistic: z.number(),
  logThreshold: z.number(),
});
export type Alarm = z.infer<typeof Alarm>;

/** What is decided about an endpoint after a run. Too little data is an answer of its own. */
export const Verdict = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('drift-detected'),
    alarms: z.array(Alarm).min(1),
    effect: Interval,
    effectFloor: z.number(),
  }),
  z.strictObject({
    kind: z.literal('no-drift-detected'),
    /** Set by a model-based check that asks for confirming runs and never alarms. */
    suspected: z.boolean(),
    /** Set when the evidence would have alarmed but the effect stayed under the floor. */
    belowEffectFloor: Interval.optional(),
    /** Runs until a gross change could alarm, from now on. */
    earliestAlarmRuns: z.int().min(1),
  }),
  z.strictObject({
    kind: z.literal('inconclusive'),
    reason: z.enum(['learning', 'too-few-samples', 'unreachable', 'baseline-not-uniform']),
    /** What would have been enough, e.g. 7 more runs, or 20 of 24 draws. */
    needed: z.strictObject({ runs: z.int().min(0), drawsPerRun: z.int().min(0) }),
    earliestAlarmRuns: z.int().min(1).nullable(),
  }),
]);
export type Verdict = z.infer<typeof Verdict>;
export type VerdictKind = Verdict['kind'];
