import type { Condition } from '../../domain/verdict/condition.ts';
import type { ReportModel } from '../model/report-model.ts';
import type { ReportRun } from '../model/report-run.ts';
import { conditionName, conditionRuns } from '../words/condition-words.ts';
import { multipleShort, percentWithInterval } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { verdictTone, verdictWord } from '../words/verdict-words.ts';
import { type Line, plain, type Segment, style, type Tone } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** One run as `history` lists it, or a condition; every field is ready to be shown. */
export interface HistoryRow {
  /** Its id; of a condition, its time. */
  readonly run: string;
  readonly at: string;
  /** Left out of a row that is about a condition. */
  readonly epoch?: number;
  readonly verdict: string;
  readonly tone: Tone;
  /** The strongest channel against its threshold; empty where no channel has bet. */
  readonly evidence: string;
  /** Only where drift was detected. */
  readonly effect: string;
  readonly answers: string;
}

/** Rows of `history`, newest first; `last` keeps only that many runs. Conditions stand where they were told, and where they ended. */
export function historyRows({ runs, conditions }: ReportModel, last = runs.length): HistoryRow[] {
  const shown = runs.slice(runs.length - Math.min(last, runs.length));
  const from = Date.parse(shown[0]?.at ?? '');
  const told = conditions.flatMap(conditionEvents).filter(({ at }) => shown.length === runs.length || at >= from);
  const events = [...shown.map((run) => ({ at: Date.parse(run.at), row: historyRow(run) })), ...told];
  // Of one time: the run first, since a condition is read off it.
  return events
    .map((event, i) => ({ ...event, i }))
    .sort((a, b) => b.at - a.at || b.i - a.i)
    .map(({ row }) => row);
}

/** Of a condition that nobody could be told of while it went on, only the end. */
function conditionEvents(condition: Condition): { readonly at: number; readonly row: HistoryRow }[] {
  const event = (at: string, verdict: string, tone: Tone) => ({
    at: Date.parse(at),
    row: { run: `  ${utcTime(at)}`, at: '', verdict, tone, evidence: '', effect: '', answers: '' },
  });
  const name = conditionName(condition);
  const { openedAt, resolvedAt, kind, revision } = condition;
  const isPast = kind === 'silent' && resolvedAt !== undefined && revision === 0;
  return [
    ...(isPast ? [] : [event(openedAt, `${name} (${conditionRuns(condition)})`, 'warning')]),
    ...(resolvedAt === undefined ? [] : [event(resolvedAt, `no longer ${name}`, 'good')]),
  ];
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
    plain(row.epoch === undefined ? '' : String(row.epoch)),
    style(row.tone, row.verdict),
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
  if (record?.closedBecause === 'budget') return ' (over budget)';
  return record?.shrunk === undefined ? '' : ' (smaller)';
}
