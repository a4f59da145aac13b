import * as z from 'zod';
import { Api } from '../endpoint/api.ts';
import { Endpoint } from '../endpoint/endpoint.ts';
import { Timestamp } from '../ids.ts';
import type { FailureClass } from './completion.ts';

/**
 * How far a batch is:
 *
 * - `prepared`: to be handed in; with an attempt that nobody heard the end of, the provider may have it.
 * - `submitted`: the provider has it, under `id`.
 * - `collected`: every draw of it is stored; what the provider keeps of it can go.
 * - `given-up`: its run is over without it; it is to be cancelled there.
 */
export const BatchState = z.enum(['prepared', 'submitted', 'collected', 'given-up']);
export type BatchState = z.infer<typeof BatchState>;

/** Draws of a run that are handed in together. Holds ids, times and settings only, no text of a prompt or an answer. */
export const Batch = z.strictObject({
  run: z.string().min(1),
  /** Counted from 0: a run is as many batches as its APIs and the provider's limits make of it. */
  part: z.int().min(0),
  /** What the provider knows it by, beside its own id: 24 hex digits, of no other batch. */
  key: z.string().regex(/^[0-9a-f]{24}$/),
  /** As it was then: a batch is cancelled also after its endpoint was taken out of the project. */
  endpoint: Endpoint,
  api: Api,
  /** Places of its draws in the plan, in the order of sending. */
  draws: z.array(z.int().min(0)).min(1),
  state: BatchState,
  preparedAt: Timestamp,
  /** The provider's name for it. */
  id: z.string().min(1).optional(),
  /** Attempts to hand it in, or to find out whether one got through; written before each is made. */
  attempts: z.int().min(0),
  /** When the last attempt to hand it in began. */
  attemptedAt: Timestamp.optional(),
  /** Class of the failure of the last one. */
  failure: z.string().optional(),
  /** Set where the provider itself refused the last attempt, so that it has no batch of it. */
  isRefused: z.boolean().optional(),
  submittedAt: Timestamp.optional(),
});
export type Batch = z.infer<typeof Batch>;

/** How a batch stands at the provider. */
export type BatchProgress =
  | { readonly kind: 'going' }
  | {
      readonly kind: 'ended';
      /** When it ended, where the provider says so. */
      readonly at?: Date | undefined;
      /** Class of the failure of every request that has no line of its own in the results. */
      readonly failure: FailureClass;
    };
