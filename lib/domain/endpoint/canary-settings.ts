import * as z from 'zod';
import { Duration } from '../project/duration.ts';

/**
 * A stream of its own for the sharp goldens of an endpoint: more runs, each for a few tokens. Its alarm says that the model
 * changed, and asks for confirming runs of the endpoint's other goldens at once.
 */
export const Canary = z.strictObject({
  every: Duration.optional().describe(
    "a run of the sharp goldens is due this often; the project's `every` if left out",
  ),
  repetitions: z.int().min(1).max(1000).default(1).describe('draws of each sharp golden in each run'),
  baselineRuns: z.int().min(5).max(300).default(48).describe('runs that are learned before anything is judged'),
  share: z
    .number()
    .min(0.01)
    .max(0.99)
    .default(0.5)
    .describe("its part of the endpoint's false alarms; the other goldens have the rest"),
});
export type Canary = z.infer<typeof Canary>;

/** The settings of a canary that runs so often; the usual ones where there is none yet. */
export function canaryAt(canary: Canary | undefined, every: string): Canary {
  return { ...(canary ?? Canary.parse({})), every };
}
