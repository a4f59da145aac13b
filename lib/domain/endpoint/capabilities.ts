import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import { ParameterAction } from './endpoint.ts';

/**
 * What an endpoint does with a parameter: answers with it, answers with an error because of it, takes it and does
 * nothing that shows, or could not be asked.
 */
export const Acceptance = z.enum(['accepted', 'refused', 'ignored', 'unknown']);
export type Acceptance = z.infer<typeof Acceptance>;

/** What was found out about an endpoint by asking it. */
export const Capabilities = z.strictObject({
  /** Hash of what was probed: another provider, model or URL must be asked anew. */
  target: z.string(),
  probedAt: Timestamp,
  /** By the path that the API gives the parameter, e.g. `options.seed`. */
  parameters: z.record(z.string(), Acceptance),
  /** Policy that lets goldens with refused parameters through: `drop` for each. */
  suggestedPolicy: z.record(z.string(), ParameterAction),
  /** Calls that the probe made, and tokens that they cost. */
  calls: z.int().min(1),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
});
export type Capabilities = z.infer<typeof Capabilities>;
