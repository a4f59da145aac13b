import * as z from 'zod';
import { Timestamp } from '../ids.ts';

/** Runs since the last accepted baseline. A new epoch learns anew; who began it and why is kept for ever. */
export const Epoch = z.strictObject({
  endpoint: z.string(),
  number: z.int().min(1),
  startedAt: Timestamp,
  by: z.string().min(1).describe('a person, or `pinwatch` where the configuration changed'),
  why: z.string().min(1),
  /** Hash of what is being watched: provider, model, URL and parameters. Another one begins another epoch. */
  configuration: z.string(),
});
export type Epoch = z.infer<typeof Epoch>;
