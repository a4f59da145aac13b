import type { RunRecord } from '../../domain/run/run.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';

/** One run and what was made of it. */
export interface ReportRun {
  readonly run: string;
  readonly at: string;
  readonly epoch: number;
  /** Left out where history holds a judgement without its run, e.g. because old runs have expired. */
  readonly record?: RunRecord;
  /** Left out while a run is open or waits for the judge. */
  readonly judgement?: Judgement;
  /** Log of (statistic / threshold) of the channel that is closest to an alarm; null where no channel has bet yet. */
  readonly logRatio: number | null;
  /** The channels that crossed their thresholds on this run. */
  readonly alarms: readonly string[];
}

/**
 * Whether a run carries an alarm on without one of its own: while drift is in progress nothing is decided by the evidence, and
 * it is measured roughly. Shown beside the verdict it would seem to contradict it.
 */
export function isCarriedOn({ judgement, alarms }: ReportRun): boolean {
  return judgement?.verdict.kind === 'drift-detected' && alarms.length === 0;
}
