import * as z from 'zod';
import { Stream } from '../endpoint/delivery.ts';
import { Timestamp } from '../ids.ts';
import { Watched } from '../verdict/watched.ts';

/** One draw to make: which golden, in which version, and the how-many-eth of the run. */
export const ReplayTask = z.strictObject({
  golden: z.string(),
  goldenVersion: z.string(),
  repetition: z.int().min(0),
});
export type ReplayTask = z.infer<typeof ReplayTask>;

/**
 * The epoch that a run begins if it gets its share of answers: something else is watched than before. A slip in the
 * configuration gets none, and begins nothing.
 */
export const BeginsEpoch = z.strictObject({
  configuration: z.string(),
  watched: Watched,
  why: z.string().min(1),
  /** Number of the newest entry when the run was planned: whoever added one since has decided otherwise. */
  after: z.int().min(0),
  /** How the configuration differs from what was watched before, a line each; empty before the first epoch. */
  changes: z.array(z.string()),
  /** Set where an earlier epoch of the same configuration is gone on with: that one is the run's. */
  returnsTo: z.int().min(1).optional(),
});
export type BeginsEpoch = z.infer<typeof BeginsEpoch>;

/**
 * That each golden is drawn less often in a run than its endpoint asks for, since the budget of a month would not last for
 * the runs that are due.
 */
export const Shrunk = z.strictObject({
  from: z.int().min(2).describe('draws of each golden that the endpoint asks for'),
  to: z.int().min(1).describe('draws of each golden that the run plans'),
  scope: z.enum(['project', 'endpoint']).describe('whose budget: of all endpoints together, or of this one'),
  period: z
    .string()
    .regex(/^\d{4}-\d\d$/, 'expected a month')
    .describe('UTC: 2026-11'),
});
export type Shrunk = z.infer<typeof Shrunk>;

/** Everything that one run will send, in the order of sending; fixed before the first request leaves. */
export const RunPlan = z.strictObject({
  run: z.string().min(1).describe('sorts by time, e.g. 20261122T090000Z-support-gpt41'),
  endpoint: z.string().min(1),
  epoch: z.int().min(1),
  plannedAt: Timestamp,
  /** Seed of the order and of each request's own seed where a golden asks for one. */
  seed: z.string(),
  tasks: z.array(ReplayTask),
  /** How its requests are sent, where not in the usual way. */
  stream: Stream.optional(),
  begins: BeginsEpoch.optional(),
  shrunk: Shrunk.optional(),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** `closed` runs were cut off (killed, out of budget) and hold what arrived until then. */
export const RunStatus = z.enum(['open', 'finished', 'closed']);
export type RunStatus = z.infer<typeof RunStatus>;

/** Why a run was cut off on purpose. */
export const ClosedBecause = z.enum(['budget']);
export type ClosedBecause = z.infer<typeof ClosedBecause>;

/** How a run ended. */
export interface RunEnd {
  readonly status: 'finished' | 'closed';
  readonly finishedAt: string;
  readonly because?: ClosedBecause | undefined;
}

/** Who said that it answered, in how many answers of a run. */
export const Served = z.strictObject({
  model: z.string().describe('the model that the answers name'),
  answers: z.int().min(1),
});
export type Served = z.infer<typeof Served>;

/** A run as history knows it. */
export const RunRecord = z.strictObject({
  run: z.string(),
  endpoint: z.string(),
  epoch: z.int().min(1),
  plannedAt: Timestamp,
  finishedAt: Timestamp.optional(),
  status: RunStatus,
  planned: z.int().min(0).describe('draws that were planned'),
  completed: z.int().min(0).describe('draws that gave a completion'),
  failed: z.int().min(0).describe('draws whose every attempt failed'),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  cachedInputTokens: z.int().min(0).optional().describe('part of the input, where the provider says so'),
  cacheWriteInputTokens: z.int().min(0).optional(),
  estimatedInputTokens: z.int().min(0).optional().describe('beside `inputTokens`: of calls that did not tell them'),
  estimatedOutputTokens: z.int().min(0).optional().describe('the same of output'),
  /** Models that the answers name, commonest first; left out where none names one, and by older versions. */
  served: z.array(Served).optional(),
  closedBecause: ClosedBecause.optional(),
  /** How its answers were asked for, where not in the usual way. */
  stream: Stream.optional(),
  begins: BeginsEpoch.optional(),
  shrunk: Shrunk.optional(),
});
export type RunRecord = z.infer<typeof RunRecord>;
