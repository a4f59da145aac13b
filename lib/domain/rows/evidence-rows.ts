import * as z from 'zod';
import { Timestamp } from '../ids.ts';
import type { Judgement } from '../verdict/judgement.ts';

/** What one channel measured on one run. */
export const EvidenceRow = z.strictObject({
  run: z.string(),
  run_at: Timestamp,
  epoch: z.int(),
  channel: z.string(),
  score: z.number().describe('how unlike all earlier runs it is'),
  p_value: z.number().describe('of "nothing changed", 0 to 1'),
  rank: z.number().optional().describe('of this run alone among the earlier ones, 0 to 1'),
  log_evidence: z.number().optional().describe('natural log of the evidence; none where nothing was tested'),
  log_threshold: z.number().describe('natural log of the evidence that is an alarm'),
  earlier_runs: z.int().describe('runs that it was ranked against'),
});
export type EvidenceRow = z.infer<typeof EvidenceRow>;

export function evidenceRows({ run, epoch, evidence }: Judgement): EvidenceRow[] {
  return evidence.channels.map((channel) => ({
    run,
    run_at: evidence.at,
    epoch,
    channel: channel.channel,
    score: channel.score,
    p_value: channel.pValue,
    ...(channel.rank === undefined ? {} : { rank: channel.rank }),
    ...(channel.logStatistic === null ? {} : { log_evidence: channel.logStatistic }),
    log_threshold: channel.logThreshold,
    earlier_runs: channel.references,
  }));
}
