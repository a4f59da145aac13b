import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import type { Judgement } from '../verdict/judgement.ts';

/** Something that was constant and is not any more: certain without statistics, and no alarm. */
export const FactRow = z.strictObject({
  run: z.string(),
  run_at: Timestamp,
  epoch: z.int(),
  kind: z.string().describe('e.g. reported-model, fingerprint, finish-reason'),
  golden: z.string().optional(),
  value_before: z.string().optional().describe('what it was, with commas between several'),
  value_now: z.string(),
  requests: z.int().describe('that showed it'),
  trust: z.string().describe('strong: changes only with the thing behind it; weak: flaps by itself'),
});
export type FactRow = z.infer<typeof FactRow>;

export function factRows({ run, epoch, evidence }: Judgement): FactRow[] {
  return evidence.facts.map(({ kind, golden, was, now, requests, trust }) => ({
    run,
    run_at: evidence.at,
    epoch,
    kind,
    ...(golden === undefined ? {} : { golden }),
    ...(was.length === 0 ? {} : { value_before: was.join(', ') }),
    value_now: now,
    requests,
    trust,
  }));
}
