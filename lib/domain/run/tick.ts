import * as z from 'zod';
import { ProviderFamily } from '../endpoint/provider-family.ts';
import { ContentHashText, Slug, Timestamp } from '../ids.ts';
import { RunLimits } from './limits.ts';
import { Budget, nothingSpent, Spending } from './spending.ts';

/**
 * What one endpoint needs in one tick: a run to replay, shard after shard, and runs to judge afterwards. One task is
 * worked on by one worker, so that an endpoint's rate limit holds and its runs are judged in the order of time.
 */
export const TickTask = z.strictObject({
  endpoint: Slug,
  /** Version of the project that the tick was planned with; a push in between changes nothing. */
  project: ContentHashText,
  /** The run to replay; none where only old runs are waiting for their judgement. */
  run: z.string().min(1).optional(),
  /** Whose function replays it. */
  family: ProviderFamily.optional(),
  /** When the first request is to be sent. */
  startAt: Timestamp.optional(),
  /** From then on nothing more is sent: the run is judged with what arrived. */
  deadline: Timestamp.optional(),
  /** The shard to replay next, counted from 0. Equal to `shards` when nothing is left. */
  shard: z.int().min(0),
  shards: z.int().min(0),
  /** Draws of a shard; the last one may have fewer. */
  shardDraws: z.int().min(1),
  /** What is set aside for the run, and the most that may be; unlimited if left out. */
  aside: Spending.optional(),
  mayUse: Budget.optional(),
  /** What the run is held to, for whoever sets more aside or tells of it. */
  limits: RunLimits.optional(),
  /** What the shards before this one used. */
  used: Spending.default(nothingSpent),
  /** Set where the budget has no more for the run, or none at all: what is left of it is not replayed. */
  isCutShort: z.boolean().default(false),
  /**
   * What the endpoint has at its provider as batches is taken a step further before anything else: open runs that are gone
   * on with, and those that are given up. Of neither, where only something is to be cancelled or removed there.
   */
  batches: z.strictObject({ goOn: z.array(z.string().min(1)), giveUp: z.array(z.string().min(1)) }).optional(),
  /** Runs to judge once the replay is over, oldest first. */
  judge: z.array(z.string().min(1)),
  /** Set where people are only sent samples of alerts: the execution that asks for it. */
  samplesFor: z.string().min(1).optional(),
  /** Set where people are only told what somebody decided: nothing is replayed, judged or looked at. */
  onlyTells: z.literal(true).optional(),
});
export type TickTask = z.infer<typeof TickTask>;

/** A tick: the runs of all endpoints that one tick of the schedule started. Holds ids and numbers only. */
export const Tick = z.strictObject({
  /** Time that the schedule meant. It names the runs, so that a tick that is delivered twice plans the same ones. */
  at: Timestamp,
  project: ContentHashText,
  /** Object that holds the tasks, a JSON list. */
  list: z.string().min(1),
  tasks: z.int().min(0),
  /** Earlier ticks whose runs this one closes: what they set aside is still to be replaced by what they used. */
  unsettled: z.array(Timestamp).default([]),
});
export type Tick = z.infer<typeof Tick>;
