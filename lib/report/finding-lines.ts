import type { Fact } from '../domain/evidence.ts';
import type { Explanation, RateChange } from '../domain/explanation.ts';
import type { Interval } from '../domain/interval.ts';
import type { Alarm } from '../domain/verdict.ts';
import { effectWords, evidenceWords, promiseWords, sinceWords, trafficWords, whichWords } from './alert-words.ts';
import { changeWords, factReach, factSubject } from './fact-words.ts';
import { percentWithInterval } from './format.ts';
import { labelCell, labelColumn, labelled } from './labelled-lines.ts';
import { columns, cutEnd, printable } from './printable.ts';
import { byClarity, intervalGap, isFailureRate, oncePerName, rateName, rateTitle } from './rate-words.ts';
import { type Line, plain, styled, type Tone } from './styled-text.ts';

export interface Findings {
  readonly explanation?: Explanation | undefined;
  readonly effect?: Interval | undefined;
  readonly alarms: readonly Alarm[];
  readonly facts: readonly Fact[];
  /** Facts that are listed. @default 2 */
  readonly mostFacts?: number;
  readonly falseAlarmsPerYear?: number | undefined;
}

/** What is known of a change, a label a line: since when, how sure, how big, which goldens, what fails, what else. */
export function findingLines(findings: Findings, width: number): Line[] {
  const { explanation, effect, alarms, facts, mostFacts = 2, falseAlarmsPerYear } = findings;
  const sure = alarms.length === 0 ? [] : [evidenceWords(alarms)];
  if (alarms.length > 0 && falseAlarmsPerYear !== undefined) sure.push(promiseWords(falseAlarmsPerYear));
  const big = effect === undefined ? [] : [effectWords(effect)];
  const share = explanation && trafficWords(explanation);
  if (share !== undefined) big.push(share);
  return [
    ...(explanation === undefined ? [] : labelled('Since', sinceWords(explanation), width)),
    ...labelled('How sure', sure.join('; '), width),
    ...labelled('How big', big.join('; '), width),
    ...labelled('Which', explanation === undefined ? '' : whichWords(explanation, 4), width),
    ...rateLines(explanation?.rates ?? [], width),
    ...factLines(facts.slice(0, mostFacts), width),
  ];
}

/** Up to three rates whose change is clear, or the clearest one; failures before properties, which are not good or bad. */
function rateLines(rates: readonly RateChange[], width: number): Line[] {
  const moved = oncePerName(byClarity(rates.filter(({ before, after }) => before.estimate !== after.estimate)));
  const failures = moved.filter(isFailureRate);
  const [ranked, label] = failures.length > 0 ? [failures, 'Now fails'] : [moved, 'How often'];
  const clear = ranked.filter((rate) => intervalGap(rate) > 0);
  return (clear.length > 0 ? clear : ranked.slice(0, 1)).slice(0, 3).map((rate, i) => {
    const numbers = `${percentWithInterval(rate.before)} → ${percentWithInterval(rate.after)}`;
    const title = fittingTitle(rate, width - labelColumn - columns(numbers) - 2);
    const tone: Tone = rate.after.low > rate.before.high && isFailureRate(rate) ? 'alarm' : 'plain';
    return [...labelCell(i === 0 ? label : ''), plain(`${title}  `), styled(tone, numbers)];
  });
}

/** A title that fits; a pooled rate does without saying so before it is cut. */
function fittingTitle(rate: RateChange, room: number): string {
  const title = printable(rateTitle(rate));
  const pooled = rate.golden === undefined && columns(title) > room;
  return cutEnd(pooled ? printable(rateName(rate)) : title, room);
}

function factLines(facts: readonly Fact[], width: number): Line[] {
  return facts.map((fact, i) => {
    const values = printable(`${factSubject(fact)}: ${changeWords(fact)}`);
    const reach = ` (${factReach(fact)})`;
    const fits = labelColumn + columns(values) + columns(reach) <= width;
    return [
      ...labelCell(i === 0 ? 'Also seen' : ''),
      plain(cutEnd(values, width - labelColumn)),
      ...(fits ? [styled('quiet', reach)] : []),
    ];
  });
}
