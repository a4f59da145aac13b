import type { ReportModel } from '../model/report-model.ts';
import { isCarriedOn, type ReportRun } from '../model/report-run.ts';
import { count, multipleShort } from '../words/format.ts';
import { utcShort } from '../words/time.ts';
import { verdictTone, verdictWord } from '../words/verdict-words.ts';
import { runAnchor } from './anchors.ts';
import { type Markup, markup } from './markup.ts';
import { section, table } from './table.ts';

/** Rows of the table: enough for eight days of hourly runs. */
export const mostRunRows = 200;

/** The newest runs as a table; the plots show all of them. */
export function runsSection({ runs, endpoint, outline, isCut }: ReportModel): Markup | undefined {
  if (runs.length === 0) return undefined;
  const shown = runs.slice(-mostRunRows).reverse();
  const all = Math.max(runs.length, outline?.runs.length ?? 0);
  const caption =
    all > shown.length
      ? `The newest ${shown.length} of ${isCut ? 'at least ' : ''}${count(all)} runs; pinwatch history ${endpoint.id} lists all of them`
      : 'Newest first';
  return section(
    'runs',
    'Runs',
    table(
      caption,
      [
        { head: 'Time (UTC)' },
        { head: 'Run' },
        { head: 'Epoch', numeric: true },
        { head: 'Verdict' },
        { head: 'Evidence', numeric: true },
        { head: 'Answers', numeric: true },
        { head: 'Failed', numeric: true },
        { head: 'Tokens in', numeric: true },
        { head: 'Tokens out', numeric: true },
      ],
      shown.map(runRow),
    ),
  );
}

function runRow(reportRun: ReportRun) {
  const { at, run, epoch, judgement, record, logRatio } = reportRun;
  const counts = record ?? judgement?.evidence;
  return [
    markup`<span class="nowrap">${utcShort(at)}</span>`,
    markup`<code id="${runAnchor(run)}">${run}</code>`,
    epoch,
    judgement === undefined ? (record?.status ?? '') : verdict(judgement),
    logRatio === null ? '' : isCarriedOn(reportRun) ? 'goes on' : multipleShort(logRatio),
    counts === undefined ? '' : `${counts.completed}/${counts.planned}`,
    counts === undefined ? '' : count(counts.failed),
    record === undefined ? '' : count(record.inputTokens),
    record === undefined ? '' : count(record.outputTokens),
  ];
}

function verdict(value: NonNullable<ReportRun['judgement']>): Markup {
  return markup`<span class="tag ${verdictTone(value.verdict)}-tone">${verdictWord(value)}</span>`;
}
