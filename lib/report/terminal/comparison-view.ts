import { goldenName } from '../../domain/golden/golden-key.ts';
import type { ComparedGolden, ComparedSide, Comparison } from '../../domain/verdict/comparison.ts';
import { count, percent, percentWithInterval, plural, pValue } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { divergenceLines } from './divergence-lines.ts';
import { labelledRates, rateLine } from './finding-lines.ts';
import { labelCell, labelLines } from './labelled-lines.ts';
import { type Line, plain, style } from './styled-text.ts';

export interface ComparisonOptions {
  /** Columns of the terminal, at least 60. @default 96 */
  readonly width?: number;
  /** Goldens and rates that are listed. @default 8 */
  readonly listed?: number;
}

/** Two recordings compared, for a terminal. Holds customer data: examples quote answers. */
export function comparisonLines(comparison: Comparison, options: ComparisonOptions = {}): Line[] {
  const width = Math.max(60, options.width ?? 96);
  const listed = options.listed ?? 8;
  const moved = comparison.goldens.filter((golden) => hasMoved(golden, comparison));
  const examples = moved.flatMap(({ example }) => (example === undefined ? [] : [example]));
  return [
    headline(comparison),
    [],
    ...labelLines('Before', sideWords(comparison.before), width),
    ...labelLines('After', sideWords(comparison.after), width),
    ...labelLines('P-value', pValueWords(comparison), width),
    ...labelLines('Assumed', comparison.assumption, width, 12),
    ...labelLines('Effect', effectWords(comparison), width, 4),
    ...comparison.notes.flatMap((note, i) => labelLines(i === 0 ? 'Note' : '', note, width, 3)),
    ...goldenLines(moved.slice(0, listed)),
    ...rateLines(comparison, listed, width),
    ...examples.slice(0, 3).flatMap((example): Line[] => [[], ...divergenceLines(example, width)]),
  ];
}

const headlines = {
  changed: style('alarm', 'CHANGED'),
  'changed-if-draws-are-independent': style('warning', 'CHANGED, IF DRAWS ARE INDEPENDENT'),
  'no-change-shown': style('good', 'NO CHANGE SHOWN'),
  'cannot-tell': style('warning', 'CANNOT TELL'),
} as const;

function headline({ verdict, pValue: p, alpha }: Comparison): Line {
  return [headlines[verdict], plain(`  p = ${pValue(p)}, alpha = ${pValue(alpha)}`)];
}

function sideWords({ source, runs, draws, failed, from, until }: ComparedSide): string {
  const failures = failed === 0 ? '' : `, ${plural(failed, 'failed call')}`;
  const when = from === until ? utcTime(from) : `${utcTime(from)} to ${utcTime(until)}`;
  return `${source}: ${plural(runs, 'run')}, ${plural(draws, 'draw')}${failures}, ${when}`;
}

function pValueWords({ pValue: p, labellings, exact }: Comparison): string {
  const looked = exact ? `all ${count(labellings)} labellings` : `${count(labellings)} labellings`;
  return `${pValue(p)} for "both come from one distribution", from ${looked}`;
}

function effectWords({ effect, effectReason = '', effectResampled }: Comparison): string {
  if (effect === null) return effectReason;
  const range = `${percentWithInterval(effect)} of answers, averaged over goldens`;
  return `${range}: the total variation that these data can show, with a 95 % interval from resampling ${effectResampled}`;
}

/** Whether a golden is worth a line: where there is no effect, an order that noise alone has made says nothing. */
function hasMoved({ effect }: ComparedGolden, { changed }: Comparison): boolean {
  return effect === null ? changed : effect > 0;
}

/** A ranking, not a test. */
function goldenLines(moved: readonly ComparedGolden[]): Line[] {
  return moved.map(({ golden, effect }, i) => [
    ...labelCell(i === 0 ? 'Goldens' : ''),
    plain(`${effect === null ? '' : `${percent(effect).padStart(7)}  `}${printable(goldenName(golden))}`),
    ...(i === 0 ? [style('quiet', '  most moved first: a ranking, not a test')] : []),
  ]);
}

/** Only rates that changed clearly, in which golden, or in how many of those that have it. */
function rateLines({ rates, goldenRates = rates }: Comparison, listed: number, width: number): Line[] {
  const told = labelledRates(goldenRates).slice(0, listed);
  return told.flatMap(({ rate, label }) => rateLine(rate, label, undefined, width));
}
