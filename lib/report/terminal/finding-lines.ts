import type { Interval } from '../../domain/interval.ts';
import type { ChannelEvidence, Fact } from '../../domain/verdict/evidence.ts';
import type { Explanation, RateChange } from '../../domain/verdict/explanation.ts';
import type { Alarm } from '../../domain/verdict/verdict.ts';
import {
  effectWords,
  evidenceWords,
  goldensToName,
  promiseWords,
  sinceWords,
  trafficWords,
  whichWords,
} from '../alert/alert-words.ts';
import { byWeight, factSentences } from '../words/fact-groups.ts';
import { changeWords, factReach, factSubject } from '../words/fact-words.ts';
import { newestWords } from '../words/going-on-words.ts';
import { movedWords, needsMoved } from '../words/moved-words.ts';
import { columns, cutEnd, printable } from '../words/printable.ts';
import { isFailureRate } from '../words/rate-words.ts';
import { newestNumbers, toldNumbers, toldRates, toldTitle } from '../words/told-rates.ts';
import { labelCell, labelColumn, labelLines } from './labelled-lines.ts';
import { type Line, plain, style, type Tone, wrap } from './styled-text.ts';

export interface Findings {
  readonly explanation?: Explanation | undefined;
  readonly effect?: Interval | undefined;
  /** That the newest runs look like the baseline again, in words; empty where they do not. */
  readonly back?: string;
  readonly alarms: readonly Alarm[];
  /** Of the run itself; an alarm may have been raised by an earlier one. */
  readonly channels: readonly ChannelEvidence[];
  readonly facts: readonly Fact[];
  /** A line for each fact, instead of two lines that say the most. @default false */
  readonly everyFact?: boolean;
  readonly falseAlarmsPerYear?: number | undefined;
}

/** What is known of a change, a label a line: since when, whether it goes on, what fails, which goldens, how big, how sure, what else. */
export function findingLines(findings: Findings, width: number): Line[] {
  const { explanation, effect, alarms, channels, facts, everyFact = false, falseAlarmsPerYear, back = '' } = findings;
  const sure = alarms.length === 0 ? [] : [evidenceWords(alarms, channels)];
  if (alarms.length > 0 && falseAlarmsPerYear !== undefined) sure.push(promiseWords(falseAlarmsPerYear));
  const big = effect === undefined ? [] : [effectWords(effect)];
  const share = explanation && trafficWords(explanation);
  if (share !== undefined) big.push(share);
  return [
    ...(explanation === undefined ? [] : changeLines(explanation, channels, back, width)),
    ...labelLines('How big', big.join('; '), width),
    ...labelLines('How sure', sure.join('; '), width, 4),
    ...factLines(
      everyFact ? byWeight(facts).slice(0, mostFacts).map(factWords) : factSentences(facts, factWords).slice(0, 2),
      width,
    ),
  ];
}

function changeLines(
  explanation: Explanation,
  channels: readonly ChannelEvidence[],
  back: string,
  width: number,
): Line[] {
  const rates = rateLines(explanation, width);
  const moved = needsMoved(explanation) ? movedWords(explanation, channels) : [];
  return [
    ...labelLines('Since', sinceWords(explanation), width),
    ...labelLines('Now', back, width, 3),
    ...rates,
    // Rates and numbers that moved say it of themselves.
    ...(back !== '' || rates.length > 0 || (moved.length > 0 && explanation.moved !== undefined)
      ? []
      : labelLines('Now', newestWords(explanation), width)),
    ...moved.flatMap((text, i) => labelLines(i === 0 ? 'What moved' : '', text, width, 3)),
    ...labelLines('Which', whichFits(explanation, width), width),
  ];
}

/** As many goldens as two lines hold, up to four: an id that is cut cannot be typed. Nothing where none is to be named. */
function whichFits(explanation: Explanation, width: number): string {
  if (goldensToName(explanation).length === 0) return '';
  const words = [4, 3, 2, 1].map((most) => whichWords(explanation, most));
  return words.find((text) => wrap(printable(text), width - labelColumn).length <= 2) ?? (words.at(-1) as string);
}

/** Rates that are told, and lines that they may take. */
const mostRates = { rates: 3, lines: 6 };

/**
 * Up to three rates that changed clearly: what fails more, or else what is answered otherwise, or else what fails less. What
 * fails is not cut: a title that does not fit beside its numbers stands above them.
 */
function rateLines({ rates, newest }: Explanation, width: number): Line[] {
  const lines: Line[] = [];
  for (const { rate, label } of labelledRates(rates).slice(0, mostRates.rates)) {
    const more = rateLine(rate, label, newest?.runs, width);
    if (lines.length + more.length <= mostRates.lines) lines.push(...more);
  }
  return lines;
}

/** Rates that changed clearly, the worst kind first, each kind with its label at its first. */
export function labelledRates(rates: readonly RateChange[]): { readonly rate: RateChange; readonly label: string }[] {
  const { failing, better, properties } = toldRates(rates);
  const groups = [
    ['Now fails', failing],
    ['How often', properties],
    ['Fails less', better],
  ] as const;
  return groups.flatMap(([label, list]) => list.map((rate, i) => ({ rate, label: i === 0 ? label : '' })));
}

/** A rate that changed, on one line or two. @param runs the newest runs, where they are told apart. */
export function rateLine(rate: RateChange, label: string, runs: number | undefined, width: number): Line[] {
  const tone: Tone = rate.after.estimate > rate.before.estimate && isFailureRate(rate) ? 'alarm' : 'plain';
  const numbers = style(tone, toldNumbers(rate));
  const now = newestNumbers(rate, runs);
  const room = width - labelColumn;
  const title = printable(toldTitle(rate));
  const beside = columns(title) + columns(numbers.text) + 2 <= room;
  const last = now === '' ? [] : [style('quiet', `; ${now}`)];
  const fits = columns(numbers.text) + 2 + columns(last[0]?.text ?? '') <= room;
  if (beside && last.length === 0) return [[...labelCell(label), plain(`${title}  `), numbers]];
  return [
    [...labelCell(label), plain(cutEnd(title, room))],
    [...labelCell(''), plain('  '), numbers, ...(fits ? last : [])],
  ];
}

/** Facts that are listed, however many there are. */
const mostFacts = 40;

function factLines(texts: readonly string[], width: number): Line[] {
  return texts.map(printable).map((text, i) => {
    const [values, reach] = reachApart(text);
    const fits = labelColumn + columns(text) <= width;
    return [
      ...labelCell(i === 0 ? 'Also seen' : ''),
      plain(cutEnd(values, width - labelColumn)),
      ...(fits ? [style('quiet', reach)] : []),
    ];
  });
}

function factWords(fact: Fact): string {
  return `${factSubject(fact)}: ${changeWords(fact)} (${factReach(fact)})`;
}

/** How far a fact reaches, at its end, is the first that a narrow line does without. */
function reachApart(text: string): readonly [string, string] {
  const at = text.lastIndexOf(' (');
  return [text.slice(0, at), text.slice(at)];
}
