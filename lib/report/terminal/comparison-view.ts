import type { ComparedSide, Comparison } from '../../domain/verdict/comparison.ts';
import { count, percent, percentWithInterval, plural, pValue } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { goldenName, intervalGap, rateTitle } from '../words/rate-words.ts';
import { utcTime } from '../words/time.ts';
import { divergenceLines } from './divergence-lines.ts';
import { labelCell, labelled } from './labelled-lines.ts';
import { type Line, plain, styled } from './styled-text.ts';

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
  const examples = comparison.goldens.flatMap(({ example }) => (example === undefined ? [] : [example]));
  return [
    headline(comparison),
    [],
    ...labelled('Before', sideWords(comparison.before), width),
    ...labelled('After', sideWords(comparison.after), width),
    ...labelled('P-value', pValueWords(comparison), width),
    ...labelled('Assumed', comparison.assumption, width, 8),
    ...labelled('Effect', effectWords(comparison), width, 4),
    ...comparison.notes.flatMap((note, i) => labelled(i === 0 ? 'Note' : '', note, width, 3)),
    ...goldenLines(comparison, listed),
    ...rateLines(comparison, listed),
    ...examples.slice(0, 3).flatMap((example): Line[] => [[], ...divergenceLines(example, width)]),
  ];
}

function headline({ changed, pValue: p, alpha, exchangeable }: Comparison): Line {
  const words = `p = ${pValue(p)}, alpha = ${pValue(alpha)}`;
  if (!changed) return [styled('good', 'NO CHANGE SHOWN'), plain(`  ${words}`)];
  const [tone, says] =
    exchangeable === 'runs'
      ? (['alarm', 'CHANGED'] as const)
      : (['warning', 'CHANGED, IF DRAWS ARE INDEPENDENT'] as const);
  return [styled(tone, says), plain(`  ${words}`)];
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

function effectWords({ effect, effectResampled }: Comparison): string {
  const range = `${percentWithInterval(effect)} of answers, averaged over goldens`;
  return `${range}: the total variation that these data can show, with a 95 % interval from resampling ${effectResampled}`;
}

/** A ranking, not a test. Goldens that did not move are not listed. */
function goldenLines({ goldens }: Comparison, listed: number): Line[] {
  const moved = goldens.filter(({ effect }) => effect > 0).slice(0, listed);
  return moved.map(({ golden, effect }, i) => [
    ...labelCell(i === 0 ? 'Goldens' : ''),
    plain(`${percent(effect).padStart(7)}  ${printable(goldenName(golden))}`),
    ...(i === 0 ? [styled('quiet', '  most moved first: a ranking, not a test')] : []),
  ]);
}

/** Only rates that clearly changed: the intervals before and after do not touch. */
function rateLines({ rates }: Comparison, listed: number): Line[] {
  const clear = rates.filter((rate) => intervalGap(rate) > 0).slice(0, listed);
  return clear.map((rate, i) => [
    ...labelCell(i === 0 ? 'Rates' : ''),
    plain(`${printable(rateTitle(rate))}  `),
    plain(`${percentWithInterval(rate.before)} → ${percentWithInterval(rate.after)}`),
  ]);
}
