import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import type { Judgement } from '../verdict/judgement.ts';

/** What was decided after one run; one row a judged run. */
export const VerdictRow = z.strictObject({
  run: z.string(),
  run_at: Timestamp.describe('time of the run'),
  epoch: z.int(),
  verdict: z.string().describe('drift-detected, no-drift-detected or inconclusive'),
  reason: z.string().optional().describe('why it is inconclusive'),
  suspected: z.boolean().optional().describe('worth confirming runs, and no alarm'),
  effect: z.number().optional().describe('share of answers that are others than before, at least, 0 to 1'),
  effect_low: z.number().optional().describe('95 % interval of the effect'),
  effect_high: z.number().optional(),
  since_run: z.string().optional().describe('of drift: the likeliest first run of the change'),
  since_at: Timestamp.optional(),
  planned: z.int().describe('draws'),
  completed: z.int(),
  failed: z.int(),
  goldens_judged: z.int().optional(),
  goldens_expected: z.int().optional(),
  incident: z.string().optional().describe('the incident that this run opened, continued or resolved'),
  detector: z.string().describe('version of the detector'),
});
export type VerdictRow = z.infer<typeof VerdictRow>;

/** A judgement as one row of the table `verdicts`. */
export function verdictRow({ evidence, verdict, explanation, coverage, ...judged }: Judgement): VerdictRow {
  const effect = explanation?.effect ?? ('effect' in verdict ? verdict.effect : undefined);
  return {
    run: judged.run,
    run_at: evidence.at,
    epoch: judged.epoch,
    verdict: verdict.kind,
    ...(verdict.kind === 'inconclusive' ? { reason: verdict.reason } : {}),
    ...(verdict.kind === 'no-drift-detected' ? { suspected: verdict.suspected } : {}),
    ...(effect === undefined ? {} : { effect: effect.estimate, effect_low: effect.low, effect_high: effect.high }),
    ...(explanation === undefined ? {} : { since_run: explanation.since.run, since_at: explanation.since.at }),
    planned: evidence.planned,
    completed: evidence.completed,
    failed: evidence.failed,
    ...(coverage === undefined ? {} : { goldens_judged: coverage.judged, goldens_expected: coverage.expected }),
    ...(judged.incident === undefined ? {} : { incident: judged.incident }),
    detector: judged.detector,
  };
}
