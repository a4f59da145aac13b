import * as z from 'zod';
import { Timestamp } from '../ids.ts';

/** What is remembered of what an endpoint said about the pinned model: in its list of models, and in its answers. */
export const ModelNotice = z.strictObject({
  /** Hash of who was asked: another provider, model or URL must be asked anew. */
  target: z.string(),
  /** The last time the question was put, answered or not. */
  askedAt: Timestamp,
  lifecycle: z.string().optional(),
  /** ISO 8601, a day or a time, as the provider wrote it. */
  retiresAt: z.string().optional(),
  /** The same, where answers say it: the newest that did. Lists of Gemini's models tell no date, their answers do. */
  answeredRetiresAt: z.string().optional(),
});
export type ModelNotice = z.infer<typeof ModelNotice>;

/** When the pinned model retires, as far as anybody said: its list first, which is asked for all of it at once. */
export function retiresAt(notice: ModelNotice | undefined): string | undefined {
  return notice?.retiresAt ?? notice?.answeredRetiresAt;
}
