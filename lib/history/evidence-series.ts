import type { Interval } from '../domain/interval.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { VerdictKind } from '../domain/verdict/verdict.ts';
import type { Stores } from '../ports/stores.ts';
import { type ListedRun, listRuns } from './list-runs.ts';
import type { ListQuery, Page } from './page.ts';

/** One run as a point of a plot over time. */
export interface EvidencePoint {
  readonly run: string;
  readonly at: string;
  readonly epoch: number;
  readonly verdict: VerdictKind | 'not-judged';
  /** Why it is inconclusive. */
  readonly reason?: string;
  /** False where too little arrived for the run to count as evidence. */
  readonly counted?: boolean;
  /** Of the channel that is closest to an alarm: natural logs of the evidence and of the threshold, its p-value, its score. */
  readonly channel?: string;
  readonly logStatistic?: number;
  readonly logThreshold?: number;
  readonly pValue?: number;
  readonly score?: number;
  /** Share of answers that the baseline would not have given, where drift is detected. */
  readonly effect?: Interval;
  /** Goldens that were judged, and that ought to be. */
  readonly judged?: number;
  readonly expected?: number;
  readonly planned: number;
  readonly completed: number;
  readonly failed: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly incident?: string;
  /** Facts that the run found. */
  readonly facts: number;
}

/** The evidence of an endpoint over time, newest first. Cost: that of `listRuns`. */
export async function evidenceSeries(
  query: ListQuery & { readonly endpoint: string },
  stores: Pick<Stores, 'runs' | 'judgements'>,
): Promise<Page<EvidencePoint>> {
  const { items, next } = await listRuns(query, stores);
  return { items: items.map(evidencePoint), ...(next === undefined ? {} : { next }) };
}

/** A listed run as a point. */
export function evidencePoint({ run, at, epoch, record, judgement }: ListedRun): EvidencePoint {
  const { planned, completed, failed } = record ?? judgement?.evidence ?? { planned: 0, completed: 0, failed: 0 };
  return {
    run,
    at,
    epoch,
    verdict: judgement?.verdict.kind ?? 'not-judged',
    planned,
    completed,
    failed,
    ...(record === undefined ? {} : { inputTokens: record.inputTokens, outputTokens: record.outputTokens }),
    facts: judgement?.evidence.facts.length ?? 0,
    ...(judgement === undefined ? {} : summarize(judgement)),
  };
}

function summarize({ evidence, verdict, coverage, incident }: Judgement): Partial<EvidencePoint> {
  const leading = leadingChannel(evidence.channels);
  return {
    counted: evidence.counted,
    ...(verdict.kind === 'inconclusive' ? { reason: verdict.reason } : {}),
    ...(verdict.kind === 'drift-detected' && verdict.effect !== undefined ? { effect: verdict.effect } : {}),
    ...(leading === undefined
      ? {}
      : {
          channel: leading.channel,
          logThreshold: leading.logThreshold,
          pValue: leading.pValue,
          score: leading.score,
          ...(leading.logStatistic === null ? {} : { logStatistic: leading.logStatistic }),
        }),
    ...(coverage === undefined ? {} : { judged: coverage.judged, expected: coverage.expected }),
    ...(incident === undefined ? {} : { incident }),
  };
}

/** The channel that is closest to an alarm, or past it by most; undefined while nothing is tested. */
export function leadingChannel(channels: Judgement['evidence']['channels']) {
  return channels.reduce<(typeof channels)[number] | undefined>((most, one) => {
    const [a, b] = [most, one].map((channel) =>
      channel === undefined ? Number.NEGATIVE_INFINITY : (channel.logStatistic ?? -1e6) - channel.logThreshold,
    ) as [number, number];
    return b > a ? one : most;
  }, undefined);
}
