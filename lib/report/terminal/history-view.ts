import type { ReportModel } from '../model/report-model.ts';
import type { ReportRun } from '../model/report-run.ts';
import { multipleShort, percentWithInterval } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { verdictTone, verdictWord } from '../words/verdict-words.ts';
import { type Line, plain, type Segment, styled, type Tone } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** One run as `history` lists it; every field is ready to be shown. */
export interface HistoryRow {
  readonly run: string;
  readonly at: string;
  readonly epoch: number;
  readonly verdict: string;
  readonly tone: Tone;
  /** The strongest channel against its threshold; empty where no channel has bet. */
  readonly evidence: string;
  /** Only where drift was detected. */
  readonly effect: string;
  readonly answers: string;
}

/** Rows of `history`, newest first; `last` keeps only that many. */
export function historyRows({ runs }: ReportModel, last = runs.length): HistoryRow[] {
  return runs
    .slice(runs.length - Math.min(last, runs.length))
    .reverse()
    .map(historyRow);
}

/**
 * The same as a table for a terminal. On a narrow one it does without what is said elsewhere: the time, which the id of a
 * run begins with, and the epoch.
 *
 * @param width columns of the terminal.
 */
export function historyLines(model: ReportModel, last?: number, width = Number.POSITIVE_INFINITY): Line[] {
  const heads = [
    { head: 'TIME' },
    { head: 'RUN' },
    { head: 'EPOCH', numeric: true },
    { head: 'VERDICT' },
    { head: 'EVIDENCE', numeric: true },
    { head: 'ANSWERS', numeric: true },
    { head: 'EFFECT' },
  ];
  const rows = historyRows(model, last).map((row): Segment[] => [
    plain(row.at),
    plain(row.run),
    plain(String(row.epoch)),
    styled(row.tone, row.verdict),
    plain(row.evidence),
    plain(row.answers),
    plain(row.effect),
  ]);
  return fittingTable(heads, rows, width, ['TIME', 'EPOCH', 'EFFECT']);
}

/** How a verdict looks in a terminal. */
export function verdictStyle(judgement: ReportRun['judgement']): Tone {
  if (judgement === undefined) return 'quiet';
  const tone = verdictTone(judgement.verdict);
  return tone === 'neutral' ? 'quiet' : tone;
}

function historyRow({ run, at, epoch, record, judgement, logRatio }: ReportRun): HistoryRow {
  const counts = record ?? judgement?.evidence;
  const verdict = judgement?.verdict;
  return {
    run: printable(run),
    at: utcTime(at),
    epoch,
    verdict: judgement === undefined ? `not judged (${record?.status ?? 'unknown'})` : verdictWord(judgement),
    tone: verdictStyle(judgement),
    evidence: logRatio === null ? '' : multipleShort(logRatio),
    effect: verdict?.kind === 'drift-detected' && verdict.effect ? percentWithInterval(verdict.effect) : '',
    answers: counts === undefined ? '' : `${counts.completed}/${counts.planned}${cutShort(record)}`,
  };
}

function cutShort(record: ReportRun['record']): string {
  return record?.closedBecause === 'budget' ? ' (over budget)' : '';
}
