import type { Interval } from '../../domain/interval.ts';
import type { ChannelEvidence, Fact } from '../../domain/verdict/evidence.ts';
import type { Explanation, RateChange } from '../../domain/verdict/explanation.ts';
import type { Alarm } from '../../domain/verdict/verdict.ts';
import {
  effectWords,
  evidenceWords,
  promiseWords,
  sinceWords,
  trafficWords,
  whichWords,
} from '../alert/alert-words.ts';
import { byWeight, factSentences } from '../words/fact-groups.ts';
import { changeWords, factReach, factSubject } from '../words/fact-words.ts';
import { percentWithInterval } from '../words/format.ts';
import { columns, cutEnd, printable } from '../words/printable.ts';
import { byClarity, intervalGap, isFailureRate, oncePerName, rateName, rateTitle } from '../words/rate-words.ts';
import { labelCell, labelColumn, labelled } from './labelled-lines.ts';
import { type Line, plain, styled, type Tone, wrap } from './styled-text.ts';

export interface Findings {
  readonly explanation?: Explanation | undefined;
  readonly effect?: Interval | undefined;
  readonly alarms: readonly Alarm[];
  /** Of the run itself; an alarm may have been raised by an earlier one. */
  readonly channels: readonly ChannelEvidence[];
  readonly facts: readonly Fact[];
  /** A line for each fact, instead of two lines that say the most. @default false */
  readonly everyFact?: boolean;
  readonly falseAlarmsPerYear?: number | undefined;
}

/** What is known of a change, a label a line: since when, how sure, how big, which goldens, what fails, what else. */
export function findingLines(findings: Findings, width: number): Line[] {
  const { explanation, effect, alarms, channels, facts, everyFact = false, falseAlarmsPerYear } = findings;
  const sure = alarms.length === 0 ? [] : [evidenceWords(alarms, channels)];
  if (alarms.length > 0 && falseAlarmsPerYear !== undefined) sure.push(promiseWords(falseAlarmsPerYear));
  const big = effect === undefined ? [] : [effectWords(effect)];
  const share = explanation && trafficWords(explanation);
  if (share !== undefined) big.push(share);
  return [
    ...(explanation === undefined ? [] : labelled('Since', sinceWords(explanation), width)),
    ...labelled('How sure', sure.join('; '), width),
    ...labelled('How big', big.join('; '), width),
    ...labelled('Which', explanation === undefined ? '' : whichFits(explanation, width), width),
    ...rateLines(explanation?.rates ?? [], width),
    ...factLines(
      everyFact ? byWeight(facts).slice(0, mostFacts).map(factWords) : factSentences(facts, factWords).slice(0, 2),
      width,
    ),
  ];
}

/** As many goldens as two lines hold, up to four: an id that is cut cannot be typed. */
function whichFits(explanation: Explanation, width: number): string {
  const words = [4, 3, 2, 1].map((most) => whichWords(explanation, most));
  return words.find((text) => wrap(printable(text), width - labelColumn).length <= 2) ?? (words.at(-1) as string);
}

/** Lines that rates may take: two titles that need a line of their own, or three that stand beside their numbers. */
const mostRateLines = 4;

/**
 * Up to three rates whose change is clear, or the clearest one; failures before properties, which are not good or bad.
 * What fails is not cut: a title that does not fit beside its numbers stands above them.
 */
function rateLines(rates: readonly RateChange[], width: number): Line[] {
  const moved = oncePerName(byClarity(rates.filter(({ before, after }) => before.estimate !== after.estimate)));
  const failures = moved.filter(isFailureRate);
  const [ranked, label] = failures.length > 0 ? [failures, 'Now fails'] : [moved, 'How often'];
  const clear = ranked.filter((rate) => intervalGap(rate) > 0);
  const lines: Line[] = [];
  for (const rate of (clear.length > 0 ? clear : ranked.slice(0, 1)).slice(0, 3)) {
    const more = rateLine(rate, lines.length === 0 ? label : '', width);
    if (lines.length + more.length <= mostRateLines) lines.push(...more);
  }
  return lines;
}

function rateLine(rate: RateChange, label: string, width: number): Line[] {
  const text = `${percentWithInterval(rate.before)} → ${percentWithInterval(rate.after)}`;
  const tone: Tone = rate.after.low > rate.before.high && isFailureRate(rate) ? 'alarm' : 'plain';
  const numbers = styled(tone, text);
  const title = titleWithin(rate, width - labelColumn - columns(text) - 2);
  if (title !== undefined) return [[...labelCell(label), plain(`${title}  `), numbers]];
  const above = cutEnd(printable(rateTitle(rate)), width - labelColumn);
  return [
    [...labelCell(label), plain(above)],
    [...labelCell(''), plain('  '), numbers],
  ];
}

/** A title that fits; a pooled rate does without saying that it is pooled. */
function titleWithin(rate: RateChange, room: number): string | undefined {
  const titles = [rateTitle(rate), ...(rate.golden === undefined ? [rateName(rate)] : [])].map(printable);
  return titles.find((title) => columns(title) <= room);
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
      ...(fits ? [styled('quiet', reach)] : []),
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
