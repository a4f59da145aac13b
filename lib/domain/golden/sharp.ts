import * as z from 'zod';
import { Slug, Timestamp } from '../ids.ts';

/** How a sharp golden shows a change: what makes its first token undecided. */
export const SharpBy = z.enum(['server-noise', 'near-tie', 'sampling']);
export type SharpBy = z.infer<typeof SharpBy>;

/**
 * Where a sharp golden comes from. It is no input: it is in no version, and nothing of it is sent. A golden that has it is
 * replayed only for the endpoint that it was found at, or where an endpoint names it.
 */
export const Sharp = z.strictObject({
  endpoint: Slug.describe('the endpoint that it was found at'),
  by: SharpBy.describe(
    'server-noise: draws at temperature 0 differ; near-tie: the two likeliest first tokens are nearly as likely; sampling: drawn at temperature 1',
  ),
  from: z
    .string()
    .min(1)
    .optional()
    .describe('the golden whose prompt it is, or begins; none where the prompt was made up'),
  foundAt: Timestamp,
  round: z.int().min(1).describe('counts how often sharp goldens of this endpoint were drawn anew'),
  draws: z.int().min(1).describe('draws that it was measured on'),
  varies: z.number().min(0).max(1).describe('chance that two of these draws differ in their first tokens'),
  gap: z.number().min(0).optional().describe('nats between the two likeliest first tokens, on average'),
});
export type Sharp = z.infer<typeof Sharp>;
