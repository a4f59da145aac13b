import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { JudgementSummary } from '../../domain/verdict/judgement-summary.ts';
import { type EpochSpan, epochSpans, isLearning } from './report-spans.ts';

/** One judged run of a long history: what a strip over all of it wants. */
export interface OutlineRun {
  readonly run: string;
  readonly at: string;
  readonly epoch: number;
  /** Log of (statistic / threshold) of the channel that is closest to an alarm; null where nothing was tested. */
  readonly logRatio: number | null;
  readonly isLearned: boolean;
  /** Its rank, for the checks of the assumption: of the first channel, while no drift is detected. */
  readonly rank?: number;
}

/** A history in outline. Indices count its `runs` from the oldest; bounds are inclusive. */
export interface Outline {
  readonly runs: readonly OutlineRun[];
  readonly epochs: readonly EpochSpan[];
  readonly incidents: readonly { readonly incident: Incident; readonly opened: number; readonly last: number }[];
  /** The runs that are shown in detail. */
  readonly from: number;
  readonly to: number;
  /** Whether there is more before the first run. */
  readonly isCut?: boolean;
}

/** What an outline keeps of a judgement. */
export function outlineRun({ run, epoch, evidence, verdict }: JudgementSummary): OutlineRun {
  const rank = verdict.kind === 'drift-detected' ? undefined : evidence.channels[0]?.rank;
  return {
    run,
    at: evidence.at,
    epoch,
    logRatio: largestRatio(evidence.channels),
    isLearned: isLearning(verdict),
    ...(rank === undefined ? {} : { rank }),
  };
}

/** Log of (statistic / threshold) of the channel that is closest to an alarm; null where no channel was tested. */
export function largestRatio(channels: readonly Pick<ChannelEvidence, 'logStatistic' | 'logThreshold'>[]) {
  return channels.reduce<number | null>(
    (most, { logStatistic, logThreshold }) =>
      logStatistic === null ? most : Math.max(most ?? Number.NEGATIVE_INFINITY, logStatistic - logThreshold),
    null,
  );
}

/** @param epochs oldest first, as `incidents`. */
export function outlineOf(
  runs: readonly OutlineRun[],
  { epochs, incidents }: { readonly epochs: readonly Epoch[]; readonly incidents: readonly Incident[] },
  { from, to }: Pick<Outline, 'from' | 'to'>,
): Outline {
  const indexOf = new Map(runs.map(({ run }, i) => [run, i]));
  return {
    runs,
    epochs: epochSpans(epochs, runs, ({ isLearned }) => !isLearned),
    incidents: incidents.flatMap((incident) => {
      const opened = indexOf.get(incident.openedByRun);
      if (opened === undefined) return [];
      return [{ incident, opened, last: Math.max(opened, indexOf.get(incident.lastRun) ?? opened) }];
    }),
    from,
    to,
  };
}
