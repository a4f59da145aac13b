import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import type { Judgement } from '../verdict/judgement.ts';

/** How often something happened in one run: an expectation that failed, or a property that an answer had. */
export const RateRow = z.strictObject({
  run: z.string(),
  run_at: Timestamp,
  epoch: z.int(),
  golden: z.string().optional().describe('none where it is pooled over goldens'),
  kind: z.string().describe('expectation: how often it failed; property: how often an answer had it'),
  name: z.string(),
  times: z.int(),
  draws: z.int().describe('of so many'),
});
export type RateRow = z.infer<typeof RateRow>;

export function rateRows({ run, epoch, evidence }: Judgement): RateRow[] {
  return (evidence.rates ?? []).map(({ name, kind = 'expectation', golden, count, draws }) => ({
    run,
    run_at: evidence.at,
    epoch,
    ...(golden === undefined ? {} : { golden }),
    kind,
    name,
    times: count,
    draws,
  }));
}
