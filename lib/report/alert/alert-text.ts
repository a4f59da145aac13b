import {
  type Alert,
  alertRun,
  type ConditionAlert,
  type FactAlert,
  type IncidentAlert,
  isConditionAlert,
} from '../../domain/verdict/alert.ts';
import type { BeforeAfter } from '../../domain/verdict/explanation.ts';
import { runbookArticle, runbookLink } from '../../domain/verdict/runbook-article.ts';
import { divergenceLines } from '../terminal/divergence-lines.ts';
import { findingLines } from '../terminal/finding-lines.ts';
import { labelCell, labelColumn, labelLines } from '../terminal/labelled-lines.ts';
import { type Line, plain, style, wrap } from '../terminal/styled-text.ts';
import { canaryMeans } from '../words/canary-words.ts';
import { partWords } from '../words/coverage-words.ts';
import { looksBackWords } from '../words/going-on-words.ts';
import { doubtSentences } from '../words/health-words.ts';
import { columns, cutEnd, printable } from '../words/printable.ts';
import { utcTime } from '../words/time.ts';
import { contextPoints } from './alert-context.ts';
import { factPoints } from './alert-facts.ts';
import { alertHeadline, effectOf, endWords } from './alert-words.ts';
import { conditionPoints } from './condition-points.ts';
import { headlineNumber } from './headline-number.ts';

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

/** Lines that an alert may take: what does not fit on a page is not read at night. */
const mostLines = 34;

/**
 * An alert for a terminal, at most 34 lines: how much it matters, with the largest number; since when, how it is now, which
 * expectation fails how often, which goldens, how big, how sure; one example cut where the answers part, and what to do next.
 * Or which fact changed, and what the statistics say meanwhile. Never a cause. Holds customer data.
 */
export function alertText(alert: Alert, options: AlertTextOptions = {}): Line[] {
  const width = Math.max(60, options.width ?? 96);
  const { body, number = '', example } = bodyOf(alert, width);
  const largest = number === '' ? [] : wrap(printable(number), width - 2).slice(0, 2);
  const head = [
    headline(alert, width),
    ...largest.map((line): Line => [plain('  '), style('strong', cutEnd(line, width - 2))]),
    [],
  ];
  const divergence = example === undefined ? [] : [[], ...exampleLines(example, width)];
  const next = nextLines(options.next ?? nextSteps(alert), width);
  // What to do next and the example always fit; the list of findings is what varies in length.
  const around = contextPoints(alert).flatMap(({ label, text }) => labelLines(label, text, width));
  const links = (alert.links ?? []).map(({ text, url }): Line => [...labelCell(text), plain(printable(url))]);
  const room = mostLines - head.length - around.length - divergence.length - links.length - next.length;
  return [...head, ...around, ...wholePoints(body, room), ...divergence, ...next, ...links];
}

/** As many lines as there is room for, but no point that breaks off in the middle of what it says. */
function wholePoints(body: readonly Line[], room: number): Line[] {
  if (body.length <= room) return [...body];
  const begins = body.flatMap((line, i) => (line[0]?.text.trim() === '' ? [] : [i]));
  const end = begins.findLast((i) => i <= room) ?? 0;
  return body.slice(0, end === 0 ? Math.max(0, room) : end);
}

interface Body {
  readonly body: Line[];
  /** The largest number, as a sentence. */
  readonly number?: string;
  /** `none` where a change has no answer that shows it, which is said. */
  readonly example?: BeforeAfter | 'none';
}

function exampleLines(example: BeforeAfter | 'none', width: number): Line[] {
  if (example !== 'none') return divergenceLines(example, width);
  return labelLines('Example', 'none: no answer is likelier than before beyond chance', width);
}

/** What an alert says between its headline and what to do next, and the example that shows it. */
function bodyOf(alert: Alert, width: number): Body {
  if (isConditionAlert(alert))
    return { body: conditionPoints(alert).flatMap(({ label, text }) => labelLines(label, text, width, 4)) };
  switch (alert.kind) {
    case 'fact':
      return { body: facts(alert, width) };
    case 'resolved':
      return { body: resolution(alert, width) };
    default:
      return {
        body: findings(alert, width),
        number: headlineNumber(alert.judgement),
        ...(alert.judgement.explanation && { example: alert.judgement.explanation.examples[0] ?? 'none' }),
      };
  }
}

/** The commands that help with an alert; `spell` makes each of them one that can be typed. */
export function nextSteps(
  alert: Alert,
  spell = (command: string) => `pinwatch ${command}${alert.stack === undefined ? '' : ` --stack ${alert.stack}`}`,
): NextStep[] {
  return [...stepsOf(alert, spell), ...runbookStep(alert, spell)];
}

/** Where no page is linked to, the article is in the package. */
function runbookStep(alert: Alert, spell: (command: string) => string): NextStep[] {
  const isOver = alert.kind === 'resolved' || alert.kind === 'condition-resolved';
  if (isOver || alert.links?.some(({ text }) => text === runbookLink)) return [];
  return [{ command: spell(`runbook ${runbookArticle(alert)}`), purpose: 'what this means, what to do' }];
}

function stepsOf(alert: Alert, spell: (command: string) => string): NextStep[] {
  const { kind, endpoint } = alert;
  const { run } = alertRun(alert);
  if (isConditionAlert(alert)) return conditionSteps(alert, spell);
  const look = [
    { command: spell(`show ${run}`), purpose: 'this run in full' },
    { command: spell(`report ${endpoint.id}`), purpose: 'plots, history, more examples' },
  ];
  if (kind === 'resolved') return look;
  const acknowledged = kind === 'acknowledged' || alert.kind === 'fact';
  const ack = { command: spell(`ack ${endpoint.id} --why "…"`), purpose: 'seen: no more messages' };
  const accept = spell(`accept ${endpoint.id} --why "…"`);
  return [...look, ...(acknowledged ? [] : [ack]), { command: accept, purpose: 'take this as normal' }];
}

function conditionSteps({ condition, endpoint }: ConditionAlert, spell: (command: string) => string): NextStep[] {
  const all = { command: spell(`status ${endpoint.id}`), purpose: 'what is known now' };
  const runs = { command: spell(`history ${endpoint.id}`), purpose: 'the runs before and since' };
  if (condition.kind === 'silent') return [all, runs];
  const { run, resolvedBy = run } = condition;
  const calls = condition.status === 'resolved' ? 'the run that ended it' : 'which calls failed, and how';
  return [{ command: spell(`show ${resolvedBy}`), purpose: calls }, runs];
}

function headline(alert: Alert, width: number): Line {
  const { title, subject, tone } = alertHeadline(alert);
  const shout = title.toUpperCase();
  return [style(tone, shout), plain('  '), style('strong', cutEnd(printable(subject), width - columns(shout) - 2))];
}

function facts(alert: FactAlert, width: number): Line[] {
  const points = factPoints(alert);
  return points.flatMap(({ label, text }, i) => labelLines(label === points[i - 1]?.label ? '' : label, text, width));
}

function findings(alert: IncidentAlert, width: number): Line[] {
  const { explanation, verdict, evidence } = alert.judgement;
  const { falseAlarmsPerYear } = alert;
  const alarms = verdict.kind === 'drift-detected' ? verdict.alarms : [];
  const effect = effectOf(verdict, explanation);
  return [
    ...labelLines('Means', canaryMeans(alert.endpoint.id), width),
    ...labelLines('Because', alert.incident.acknowledged?.why ?? '', width),
    ...findingLines(
      {
        explanation,
        effect,
        alarms,
        channels: evidence.channels,
        facts: evidence.facts,
        falseAlarmsPerYear,
        back: looksBackWords(verdict),
      },
      width,
    ),
    ...doubtSentences(alert.judgement).flatMap((text) => labelLines('Doubt', text, width)),
    ...labelLines('Covers', partWords(alert.judgement.coverage), width),
    ...labelLines('Again', reopeningWords(alert), width),
  ];
}

/** That an acceptance was taken back, so that what had ended goes on. */
function reopeningWords({ incident: { reopened } }: IncidentAlert): string {
  if (reopened === undefined) return '';
  if (reopened.by === 'pinwatch') return `open again: ${reopened.why}`;
  return `open again, as the acceptance was taken back by ${reopened.by}: ${reopened.why}`;
}

function resolution({ incident }: IncidentAlert, width: number): Line[] {
  return [
    ...labelLines('Began', utcTime(incident.openedAt), width),
    ...labelLines('Ended', endWords(incident), width),
    ...labelLines('Why', incident.why ?? '', width),
  ];
}

function nextLines(steps: readonly NextStep[], width: number): Line[] {
  if (steps.length === 0) return [];
  const widest = Math.max(...steps.map(({ command }) => columns(command)));
  // In one column where all of them fit, and else each behind its command.
  const isAligned = steps.every(({ purpose }) => labelColumn + widest + 2 + columns(purpose) <= width);
  const lines = steps.map(({ command, purpose }, i) => {
    const column = isAligned ? widest : columns(command);
    const fits = labelColumn + column + 2 + columns(purpose) <= width;
    const told = style('quiet', `${' '.repeat(column - columns(command))}  ${purpose}`);
    return [...labelCell(i === 0 ? 'Next' : ''), style('command', printable(command)), ...(fits ? [told] : [])];
  });
  return [[], ...lines];
}
