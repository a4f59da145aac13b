import { answerText } from '../../domain/run/answer-text.ts';
import type { DistinctAnswer, DivergencePoint, Reroll } from '../../domain/verdict/reroll.ts';
import { count, duration, money, percent, percentRange, plural } from '../words/format.ts';
import { columns, cutEnd, cutStart, printable } from '../words/printable.ts';
import { labelCell, labelColumn, labelLines } from './labelled-lines.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';
import { type TextColumn, textTable } from './text-table.ts';

export interface RerollOptions {
  /** Columns of the terminal, at least 60. @default 96 */
  readonly width?: number;
  /** How many of the distinct answers are shown. @default 5 */
  readonly answers?: number;
  /** Shows answers in full instead of their beginning. @default false */
  readonly fullText?: boolean;
}

/** What many draws of one golden say, for a terminal. Holds customer data. */
export function rerollLines(reroll: Reroll, options: RerollOptions = {}): Line[] {
  const width = Math.max(60, options.width ?? 96);
  return [
    [style('strong', reroll.golden), style('quiet', `  at ${reroll.endpoint}, ${printable(reroll.model)}`)],
    ...labelLines('Drawn', drawnWords(reroll), width, 3),
    ...labelLines('Cost', costWords(reroll), width),
    ...boundLines(reroll, width),
    ...rateLines(reroll),
    ...answerLines(reroll, width, options),
    ...divergenceLines(reroll, width),
    ...(reroll.notes.length === 0 ? [] : [[]]),
    ...reroll.notes.flatMap((note) => labelLines('Note', note, width, 4)),
  ];
}

function drawnWords({ draws, planned, failedCalls, from, until, endedBy, bound }: Reroll): string {
  const of = draws === planned ? plural(draws, 'answer') : `${count(draws)} of ${plural(planned, 'answer')}`;
  const failed = Object.entries(failedCalls).map(([failure, times]) => `${plural(times, 'call')} failed: ${failure}`);
  const why = {
    decided: bound?.decidedAfter === undefined ? '' : `ended early, clear after ${count(bound.decidedAfter)}`,
    precise: 'ended early, precise enough',
    interrupted: 'ended early, interrupted',
    'no-answers': 'given up, nothing answers',
  };
  const took = `in ${duration(Date.parse(until) - Date.parse(from))}`;
  return [`${of} ${took}`, ...(endedBy === undefined ? [] : [why[endedBy]]), ...failed].join('; ');
}

function costWords({ cost }: Reroll): string {
  const { requests, inputTokens, outputTokens, costMicros, currency } = cost;
  const paid = costMicros === undefined || currency === undefined ? '' : `${money(costMicros, currency)}: `;
  return `${paid}${plural(requests, 'request')}, ${count(inputTokens)} tokens in, ${count(outputTokens)} out`;
}

function boundLines({ bound }: Reroll, width: number): Line[] {
  if (bound === undefined) return [];
  const [limit, sure] = [percent(bound.bound), percent(bound.confidence)];
  const at = `at ${sure} confidence, however often one looks`;
  if (bound.verdict === 'below') return verdictLine(style('good', `failures are below ${limit}`), at, width);
  if (bound.verdict === 'above') return verdictLine(style('alarm', `failures are above ${limit}`), at, width);
  const left = bound.cleanDrawsLeft;
  const missing =
    left === undefined ? '' : `${plural(left, 'further clean draw')} would show that failures are below ${limit}`;
  return [
    [...labelCell('Verdict'), style('warning', `undecided whether failures are below ${limit}`)],
    ...labelLines('', missing, width),
  ];
}

function verdictLine(claim: Segment, at: string, width: number): Line[] {
  return [[...labelCell('Verdict'), claim], ...labelLines('', at, width)];
}

/** Intervals that hold: both where all draws were made whatever came, else the one that allows for stopping. */
function rateLines({ anyFailure, expectations, watched, endedBy, draws }: Reroll): Line[] {
  if (draws === 0) return [];
  if (anyFailure === undefined) return [[], [plain('  no expectations: nothing can be said to fail')]];
  const stoppable = watched || endedBy !== undefined;
  const heads: TextColumn[] = [
    { head: '  FAILS', most: 50 },
    { head: 'DRAWS', numeric: true },
    { head: 'RATE', numeric: true },
    { head: stoppable ? '95 %, AT ANY STOP' : '95 %, EXACT', numeric: true },
  ];
  const rows = (expectations.length === 1 ? expectations : [...expectations, anyFailure]).map((rate): Segment[] => [
    plain(`  ${printable(rate.name)}`),
    plain(`${count(rate.failures)}/${count(rate.draws)}`),
    style(rate.failures > 0 ? 'alarm' : 'good', percent(rate.exact.estimate)),
    plain(percentRange(stoppable ? rate.anytime : rate.exact)),
  ]);
  return [[], ...textTable(heads, rows)];
}

function answerLines({ answers, distinct, draws }: Reroll, width: number, options: RerollOptions): Line[] {
  if (draws === 0) return [];
  const shown = answers.slice(0, options.answers ?? 5);
  const rest = distinct - shown.length;
  const restShare = answers.slice(shown.length).reduce((sum, { share }) => sum + share, 0);
  return [
    [],
    [plain(`  ${plural(distinct, 'distinct answer')} in ${plural(draws, 'draw')}`)],
    ...shown.flatMap((answer) => answerLine(answer, width, options.fullText ?? false)),
    ...(rest > 0 ? [[style('quiet', `  ${percent(restShare).padStart(8)}  in ${plural(rest, 'other answer')}`)]] : []),
  ];
}

function answerLine({ text, toolCalls, share, fails }: DistinctAnswer, width: number, full: boolean): Line[] {
  const rate = percent(share).padStart(8);
  const mark = fails.length > 0 ? style('alarm', '✗ ') : plain('  ');
  const whole = answerText({ text, toolCalls });
  const words = whole === '' ? '(empty)' : whole;
  if (!full) return [[plain(`  ${rate}  `), mark, plain(cutEnd(printable(words), width - 14))]];
  return words.split('\n').map((line, i): Line => {
    return i === 0
      ? [plain(`  ${rate}  `), mark, plain(printable(line))]
      : [plain(`${' '.repeat(14)}${printable(line)}`)];
  });
}

function divergenceLines({ divergence }: Reroll, width: number): Line[] {
  if (divergence === undefined) return [];
  const { first, widest } = divergence;
  const same = first.character === widest.character;
  return [
    [],
    ...partingAt(same ? 'they part' : 'first', first, width),
    ...(same ? [] : partingAt('most', widest, width)),
  ];
}

/** The commonest answer and one that leaves it, with the place where they part in the same column. */
function partingAt(
  label: string,
  { character, share, commonPrefix, commonest, other }: DivergencePoint,
  width: number,
): Line[] {
  const room = width - labelColumn;
  const shared = cutStart(printable(commonPrefix), Math.floor(room / 2));
  const rest = room - columns(shared);
  const cut = (text: string) => (text === '' ? '(ends here)' : cutEnd(printable(text), rest));
  return [
    ...labelLines(label, `after ${plural(character, 'character')}, where ${percent(share)} of draws leave`, width),
    [...labelCell(''), style('quiet', shared), style('before', cut(commonest))],
    [...labelCell(''), style('quiet', shared), style('after', cut(other))],
  ];
}
