import * as z from 'zod';
import { Slug } from './ids.ts';
import type { JsonObject } from './json.ts';

/** A model behind a pinned ID, as somebody calls it in production: one stream of evidence. */
export const Endpoint = z.strictObject({
  id: Slug.describe('names the endpoint in alerts and history'),
  provider: z.string().min(1).describe('which adapter speaks to it, e.g. openai'),
  model: z.string().min(1).describe('the pinned model ID, as the provider spells it'),
  baseURL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('root of an OpenAI-compatible API, e.g. http://localhost:8000/v1'),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable, not a key')
    .optional()
    .describe('environment variable that holds the API key; the key itself never stands in a file'),
  goldens: z.array(Slug).min(1).optional().describe('which goldens are replayed here; all if left out'),
  repetitions: z.int().min(1).max(1000).default(2).describe('draws of each golden in each run'),
  baselineRuns: z.int().min(5).max(300).default(24).describe('runs that are learned before anything is judged'),
  concurrency: z.int().min(1).max(64).default(4).describe('requests in flight at once'),
  requestsPerMinute: z.number().positive().optional(),
  timeoutSeconds: z.number().positive().max(600).default(60).describe('deadline of one attempt'),
  maxAttempts: z.int().min(1).max(10).default(4),
  parameters: (z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>)
    .default({})
    .describe('request parameters that are set on every golden here, spelled as the API spells them'),
  effectFloor: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('smallest effect (total variation) that may raise an alarm'),
});
export type Endpoint = z.infer<typeof Endpoint>;
