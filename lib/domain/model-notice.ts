import * as z from 'zod';
import { Timestamp } from './ids.ts';

/** What is remembered of what an endpoint's list of models said about the pinned one. */
export const ModelNotice = z.strictObject({
  /** Hash of who was asked: another provider, model or URL must be asked anew. */
  target: z.string(),
  /** The last time the question was put, answered or not. */
  askedAt: Timestamp,
  lifecycle: z.string().optional(),
  /** ISO 8601, a day or a time, as the provider wrote it. */
  retiresAt: z.string().optional(),
});
export type ModelNotice = z.infer<typeof ModelNotice>;
