import * as z from 'zod';

/** What a sink said to a sample. */
export const SinkAnswer = z.strictObject({
  sink: z.string(),
  kind: z.string().describe('of the alert'),
  taken: z.boolean(),
  why: z.string().optional().describe('why not; no address and no key'),
});
export type SinkAnswer = z.infer<typeof SinkAnswer>;
