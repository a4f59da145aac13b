import type { BeforeAfter } from '../../domain/verdict/explanation.ts';
import type { GoldenDifference, GoldenSide, RunsCompared } from '../../domain/verdict/runs-compared.ts';
import { cutEnd, printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { divergenceLines } from './divergence-lines.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';
import { fittingTable } from './text-table.ts';

/** Goldens whose answers are shown at the point where they part. */
const mostExamples = 5;

/**
 * Two runs side by side: a table of goldens, the most different first, then answers at the point where they part. With one
 * golden also every answer of both, the commonest first. Holds customer data.
 */
export function diffLines({ before, after, goldens }: RunsCompared, width: number): Line[] {
  const shown = goldens.filter(({ example }) => example !== undefined);
  const [only] = goldens;
  return [
    [
      style('before', 'before  '),
      plain(printable(before.run.run)),
      style('quiet', `  ${utcTime(before.run.plannedAt)}`),
    ],
    [style('after', 'after   '), plain(printable(after.run.run)), style('quiet', `  ${utcTime(after.run.plannedAt)}`)],
    [],
    ...tableOf(goldens, width),
    ...shown
      .slice(0, mostExamples)
      .flatMap(({ example }): Line[] => [[], ...divergenceLines(example as BeforeAfter, width)]),
    ...(goldens.length === 1 && only !== undefined
      ? [[], ...outputLines('before', only.before, width), [], ...outputLines('after', only.after, width)]
      : []),
    [],
    [style('quiet', 'This is no test: two runs of an unchanged model differ as well. pinwatch compare tests.')],
  ];
}

function tableOf(goldens: readonly GoldenDifference[], width: number): Line[] {
  const heads = [
    { head: 'GOLDEN', most: 40 },
    { head: 'ANSWERS', numeric: true },
    { head: 'ALSO BEFORE', numeric: true },
    { head: 'DISTINCT', numeric: true },
    { head: 'TOKENS', numeric: true },
    { head: 'LATENCY', numeric: true },
    { head: 'ENDS BY', most: 40 },
  ];
  const rows = goldens.map(({ golden, before, after, alsoBefore, isSameRequest }): Segment[] => [
    plain(`${printable(golden)}${isSameRequest ? '' : ' (edited)'}`),
    plain(pair(answersOf(before), answersOf(after))),
    style(alsoBefore === 0 && after.answers > 0 ? 'warning' : 'plain', `${alsoBefore}/${after.answers}`),
    plain(pair(String(before.outputs.length), String(after.outputs.length))),
    plain(pair(rounded(before.meanOutputTokens), rounded(after.meanOutputTokens))),
    plain(pair(milliseconds(before.medianLatencyMs), milliseconds(after.medianLatencyMs))),
    plain(pair(reasonsOf(before), reasonsOf(after))),
  ]);
  return fittingTable(heads, rows, width, ['LATENCY', 'ENDS BY', 'TOKENS', 'DISTINCT']);
}

function pair(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`;
}

function answersOf({ answers, failed }: GoldenSide): string {
  return failed === 0 ? String(answers) : `${answers} (${failed} failed)`;
}

function rounded(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value));
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : `${Math.round(value)} ms`;
}

function reasonsOf({ finishReasons }: GoldenSide): string {
  return Object.keys(finishReasons).sort().map(printable).join(', ');
}

/** Answers of one side, each on a line. */
function outputLines(name: 'before' | 'after', { outputs }: GoldenSide, width: number): Line[] {
  return outputs
    .slice(0, 20)
    .map(({ output, times }, i) => [
      style('quiet', i === 0 ? name.padEnd(8) : ' '.repeat(8)),
      plain(`${times} × `.padStart(6)),
      style(name, cutEnd(printable(output), Math.max(20, width - 14))),
    ]);
}
