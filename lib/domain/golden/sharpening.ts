import * as z from 'zod';
import { Sharp } from './sharp.ts';

/** What a search for sharp prompts tried, spent and found. */
export const Sharpening = z.strictObject({
  schema: z.literal('sharpen/1'),
  endpoint: z.string(),
  model: z.string(),
  /** Set where sharp prompts cannot work here, and nothing more was sent. */
  because: z.string().optional(),
  logprobs: z.boolean().describe('whether log-probabilities are offered'),
  noise: z.boolean().optional().describe('whether draws at temperature 0 differed; left out where none was made twice'),
  tried: z.int().min(0).describe('prompts'),
  spent: z.strictObject({
    calls: z.int().min(0),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    costMicros: z.int().min(0).optional(),
    currency: z.string().optional(),
  }),
  found: z.array(
    z.strictObject({
      id: z.string(),
      version: z.string(),
      /** About what a draw uses. */
      tokens: z.int().min(1),
      isNew: z.boolean(),
      sharp: Sharp,
    }),
  ),
  /** Ids of earlier sharp goldens that are blunt, or less sharp than what was found. */
  dropped: z.array(z.string()),
});
export type Sharpening = z.infer<typeof Sharpening>;
