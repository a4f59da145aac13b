import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import type { ReportRun } from './report-run.ts';

/** The runs of one epoch, as indices; `from > to` while it has none. */
export interface EpochSpan {
  readonly epoch: Epoch;
  readonly from: number;
  readonly to: number;
  /** Index of the first run that was judged and not only learned; `to + 1` while it still learns. */
  readonly judgedFrom: number;
}

/** The runs of one incident, as indices, and what is known of the change. */
export interface ChangePeriod {
  readonly incident: Incident;
  readonly opened: number;
  readonly last: number;
  /** Where the change most likely began, and the runs between which it must have. */
  readonly since?: { readonly index: number; readonly earliest: number; readonly latest: number };
  /** The newest judgement that explains it. */
  readonly explained?: Judgement;
}

/** @param isJudged whether a run was judged and not only learned. */
export function epochSpans<Run extends Pick<ReportRun, 'at' | 'epoch'>>(
  epochs: readonly Epoch[],
  runs: readonly Run[],
  isJudged: (run: Run) => boolean,
): EpochSpan[] {
  return epochs.map((epoch, i) => {
    // An epoch that is gone on with later has a span of its own each time.
    const [since, until] = [epoch.startedAt, epochs[i + 1]?.startedAt];
    const isIn = ({ epoch: number, at }: Run) =>
      number === (epoch.returnsTo ?? epoch.number) &&
      (epoch.returnsTo === undefined || at >= since) &&
      (until === undefined || at < until);
    const from = runs.findIndex(isIn);
    const to = runs.findLastIndex(isIn);
    if (from < 0) return { epoch, from: runs.length, to: runs.length - 1, judgedFrom: runs.length };
    const judged = runs.findIndex((run, i) => i >= from && i <= to && isJudged(run));
    return { epoch, from, to, judgedFrom: judged < 0 ? to + 1 : judged };
  });
}

export function incidentSpans(incidents: readonly Incident[], runs: readonly ReportRun[]): ChangePeriod[] {
  const indexOf = new Map(runs.map(({ run }, i) => [run, i]));
  return incidents.flatMap((incident) => {
    const opened = indexOf.get(incident.openedByRun);
    if (opened === undefined) return []; // older than what the report holds
    const last = Math.max(opened, indexOf.get(incident.lastRun) ?? opened);
    const explained = runs.findLast(
      ({ judgement }) => judgement?.explanation !== undefined && judgement.incident === incident.id,
    )?.judgement;
    const since = explained?.explanation?.since;
    const index = since === undefined ? undefined : indexOf.get(since.run);
    if (since === undefined || index === undefined)
      return [{ incident, opened, last, ...(explained === undefined ? {} : { explained }) }];
    const earliest = indexOf.get(since.earliest.run) ?? index;
    const latest = indexOf.get(since.latest.run) ?? index;
    return [{ incident, opened, last, since: { index, earliest, latest }, ...(explained ? { explained } : {}) }];
  });
}

/** Whether a run was judged and not only learned. */
export function isJudged({ judgement }: Pick<ReportRun, 'judgement'>): boolean {
  return judgement !== undefined && !isLearning(judgement.verdict);
}

/** Whether a run was only learned. */
export function isLearning(verdict: Verdict): boolean {
  return verdict.kind === 'inconclusive' && verdict.reason === 'learning';
}
