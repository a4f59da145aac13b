import type { Alert } from '../domain/alert.ts';
import type { Fact } from '../domain/evidence.ts';
import type { Explanation, RateChange } from '../domain/explanation.ts';
import {
  alertHeadline,
  effectOf,
  effectWords,
  evidenceWords,
  goldenList,
  goldensLead,
  promiseWords,
  sinceWords,
  trafficWords,
} from './alert-words.ts';
import { divergenceLines } from './divergence-lines.ts';
import { factReach, factSubject } from './fact-words.ts';
import { percentWithInterval } from './format.ts';
import { columns, cutEnd, printable } from './printable.ts';
import { byClarity, intervalGap, isFailureRate, rateTitle } from './rate-words.ts';
import { type Line, plain, type Segment, styled, type Tone, wrap } from './styled-text.ts';
import { utcTime } from './time.ts';

export interface AlertTextOptions {
  /** Columns of the terminal, at least 60. @default 96 */
  readonly width?: number;
  /** What to do next, each with what it is for; the commands of the CLI if left out. */
  readonly next?: readonly NextStep[];
}

export interface NextStep {
  readonly command: string;
  readonly purpose: string;
}

/** Lines that an alert may take: what does not fit on a screen is not read at night. */
const mostLines = 25;
const indent = 13;

/**
 * An alert for a terminal, at most 25 lines: since when, how sure, how big, which goldens, which expectation fails how
 * often, one example cut where the answers part, and what to do next. Never a cause. Holds customer data.
 */
export function alertText(alert: Alert, options: AlertTextOptions = {}): Line[] {
  const width = Math.max(60, options.width ?? 96);
  const { explanation } = alert.judgement;
  const example = alert.kind === 'resolved' ? undefined : explanation?.examples[0];
  const head = [headline(alert, width), []];
  const body = alert.kind === 'resolved' ? resolution(alert, width) : findings(alert, width);
  const divergence = example === undefined ? [] : [[], ...divergenceLines(example, width)];
  const next = [[], ...nextLines(options.next ?? nextSteps(alert), width)];
  // What to do next and the example always fit; the list of findings is what varies in length.
  const room = mostLines - head.length - divergence.length - next.length;
  return [...head, ...body.slice(0, room), ...divergence, ...next];
}

/** The commands that help with an alert. */
export function nextSteps({ kind, endpoint, judgement }: Alert): NextStep[] {
  const look = [
    { command: `pinwatch show ${judgement.run}`, purpose: 'this run in full' },
    { command: `pinwatch report ${endpoint.id}`, purpose: 'plots, history, more examples' },
  ];
  if (kind === 'resolved') return look;
  const accept = `pinwatch accept ${endpoint.id} --why "…"`;
  return [...look, { command: accept, purpose: 'what is served now becomes the baseline' }];
}

function headline(alert: Alert, width: number): Line {
  const { title, subject, tone } = alertHeadline(alert);
  const shout = title.toUpperCase();
  return [styled(tone, shout), plain('  '), styled('strong', cutEnd(printable(subject), width - columns(shout) - 2))];
}

function findings(alert: Alert, width: number): Line[] {
  const { judgement, falseAlarmsPerYear } = alert;
  const { explanation, verdict, evidence } = judgement;
  const effect = effectOf(verdict, explanation);
  const sure = [
    ...(verdict.kind === 'drift-detected' ? [evidenceWords(verdict.alarms)] : []),
    ...(verdict.kind === 'drift-detected' && falseAlarmsPerYear !== undefined
      ? [promiseWords(falseAlarmsPerYear)]
      : []),
  ];
  const share = explanation === undefined ? undefined : trafficWords(explanation);
  return [
    ...(explanation === undefined ? [] : labelled('Since', sinceWords(explanation), width)),
    ...labelled('How sure', sure.join('; '), width),
    ...labelled('How big', [effect && effectWords(effect), share].filter(Boolean).join('; '), width),
    ...(explanation === undefined ? [] : goldenLines(explanation, width)),
    ...(explanation === undefined ? [] : rateLines(explanation.rates, width)),
    ...factLines(evidence.facts, width),
    ...labelled('Noted by', acknowledgement(alert), width),
  ];
}

function resolution({ incident }: Alert, width: number): Line[] {
  const { by, why, resolvedAt = incident.updatedAt } = incident;
  const accepted = incident.status === 'accepted';
  const who = by === undefined ? '' : ` by ${by}`;
  const what = accepted ? `accepted${who}; what is served now is learned as the baseline` : `closed${who}`;
  return [
    ...labelled('Began', utcTime(incident.openedAt), width),
    ...labelled('Ended', `${utcTime(resolvedAt)}, ${what}`, width),
    ...labelled('Why', why === undefined ? '' : why, width),
  ];
}

function acknowledgement({ incident }: Alert): string {
  if (incident.status !== 'acknowledged' || incident.by === undefined) return '';
  return incident.why === undefined ? incident.by : `${incident.by}: ${incident.why}`;
}

function goldenLines(explanation: Explanation, width: number): Line[] {
  if (explanation.goldens.length === 0) return [];
  return labelled('Which', `${goldensLead(explanation)}: ${goldenList(explanation, 4)}`, width);
}

/** Up to three rates whose change is clear, or the clearest one; failures before properties, which are not good or bad. */
function rateLines(rates: readonly RateChange[], width: number): Line[] {
  const moved = byClarity(rates.filter(({ before, after }) => before.estimate !== after.estimate));
  const failures = moved.filter(isFailureRate);
  const [ranked, label] = failures.length > 0 ? [failures, 'Now fails'] : [moved, 'How often'];
  const clear = ranked.filter((rate) => intervalGap(rate) > 0);
  return (clear.length > 0 ? clear : ranked.slice(0, 1)).slice(0, 3).map((rate, i) => {
    const numbers = `${percentWithInterval(rate.before)} → ${percentWithInterval(rate.after)}`;
    const title = cutEnd(printable(rateTitle(rate)), width - indent - columns(numbers) - 2);
    const tone: Tone = rate.after.low > rate.before.high && isFailureRate(rate) ? 'alarm' : 'plain';
    return [...labelCell(i === 0 ? label : ''), plain(`${title}  `), styled(tone, numbers)];
  });
}

function factLines(facts: readonly Fact[], width: number): Line[] {
  return facts.slice(0, 2).map((fact, i) => {
    const values = printable(`${factSubject(fact)}: ${fact.was.join(', ')} → ${fact.now}`);
    const reach = ` (${factReach(fact)})`;
    const fits = indent + columns(values) + columns(reach) <= width;
    return [
      ...labelCell(i === 0 ? 'Also seen' : ''),
      plain(cutEnd(values, width - indent)),
      ...(fits ? [styled('quiet', reach)] : []),
    ];
  });
}

function nextLines(steps: readonly NextStep[], width: number): Line[] {
  const widest = Math.max(...steps.map(({ command }) => columns(command)));
  return steps.map(({ command, purpose }, i) => [
    ...labelCell(i === 0 ? 'Next' : ''),
    styled('command', printable(command)),
    ...(indent + widest + 2 + columns(purpose) > width
      ? []
      : [styled('quiet', `${' '.repeat(widest - columns(command))}  ${purpose}`)]),
  ]);
}

/** A label and its text, wrapped to two lines at most; nothing for an empty text. */
function labelled(label: string, text: string, width: number): Line[] {
  if (text === '') return [];
  const [first = '', ...rest] = wrap(printable(text), width - indent);
  const second = rest.length === 0 ? [] : [cutEnd(rest.join(' '), width - indent)];
  return [first, ...second].map((line, i) => [...labelCell(i === 0 ? label : ''), plain(line)]);
}

function labelCell(label: string): Segment[] {
  return [styled('quiet', `  ${label.padEnd(indent - 2)}`)];
}
