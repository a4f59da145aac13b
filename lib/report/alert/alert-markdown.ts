import { type Alert, type IncidentAlert, isConditionAlert } from '../../domain/verdict/alert.ts';
import type { RunEvidence } from '../../domain/verdict/evidence.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import { canaryMeans } from '../words/canary-words.ts';
import { partWords } from '../words/coverage-words.ts';
import { factSentences } from '../words/fact-groups.ts';
import { publicFact } from '../words/fact-words.ts';
import { looksBackWords, newestWords } from '../words/going-on-words.ts';
import { doubtSentences } from '../words/health-words.ts';
import { movedWords, needsMoved } from '../words/moved-words.ts';
import { printable } from '../words/printable.ts';
import { publicRateName } from '../words/rate-words.ts';
import { utcTime } from '../words/time.ts';
import { newestNumbers, toldNumbers, toldRates, toldTitle } from '../words/told-rates.ts';
import { contextPoints } from './alert-context.ts';
import { publicFactPoints } from './alert-facts.ts';
import { nextSteps } from './alert-text.ts';
import {
  alertHeadline,
  effectOf,
  effectWords,
  endWords,
  evidenceWords,
  goldensToName,
  promiseWords,
  sinceWords,
  trafficWords,
  whichWords,
} from './alert-words.ts';
import { conditionPoints } from './condition-points.ts';
import { headlineNumber } from './headline-number.ts';

/** One line of an alert that may leave the project: a label and what it says, without markup. */
export interface AlertPoint {
  readonly label: string;
  readonly text: string;
}

/**
 * What an alert says in ids and numbers: no prompt, no answer, no text that an expectation looks for, no reason that a
 * person wrote. Everything that is sent to e-mail, chat and pagers is made of this.
 */
export function alertPoints(alert: Alert): AlertPoint[] {
  return [...contextPoints(alert), ...pointsOf(alert)].map(({ label, text }) => ({ label, text: printable(text) }));
}

function pointsOf(alert: Alert): AlertPoint[] {
  if (isConditionAlert(alert)) return conditionPoints(alert);
  switch (alert.kind) {
    case 'fact':
      return publicFactPoints(alert);
    case 'resolved':
      return resolution(alert);
    default:
      return findings(alert);
  }
}

function findings({ endpoint, judgement, falseAlarmsPerYear }: IncidentAlert): AlertPoint[] {
  const { explanation, verdict, evidence } = judgement;
  const effect = effectOf(verdict, explanation);
  const drift = verdict.kind === 'drift-detected';
  const promise = drift && falseAlarmsPerYear !== undefined ? promiseWords(falseAlarmsPerYear) : '';
  const points = [
    { label: 'Means', text: canaryMeans(endpoint.id) },
    { label: 'What', text: headlineNumber(judgement, true) },
    ...(explanation === undefined ? [] : change(explanation, evidence, looksBackWords(verdict))),
    { label: 'How big', text: join(effect && effectWords(effect), explanation && trafficWords(explanation)) },
    { label: 'How sure', text: join(drift ? evidenceWords(verdict.alarms, evidence.channels) : '', promise) },
    ...doubtSentences(judgement).map((text) => ({ label: 'Doubt', text })),
    { label: 'Covers', text: partWords(judgement.coverage) },
    ...factSentences(evidence.facts, publicFact)
      .slice(0, 4)
      .map((text) => ({ label: 'Also seen', text })),
  ];
  return points.filter(({ text }) => text !== '');
}

function change(explanation: Explanation, { channels }: RunEvidence, back: string): AlertPoint[] {
  const moved = needsMoved(explanation);
  return [
    { label: 'Since', text: sinceWords(explanation) },
    ...rates(explanation),
    { label: 'Now', text: back === '' ? newestWords(explanation) : back },
    ...(moved ? movedWords(explanation, channels).map((text) => ({ label: 'What moved', text })) : []),
    { label: 'Which', text: goldensToName(explanation).length === 0 ? '' : whichWords(explanation, 6) },
  ];
}

/** An alert as Markdown for e-mail and chat, without customer content. */
export function alertMarkdown(alert: Alert): string {
  const { title, subject } = alertHeadline(alert);
  const points = alertPoints(alert).map(({ label, text }) => `- **${label}**: ${escapeMarkdown(text)}`);
  const next = nextSteps(alert).map(({ command, purpose }) => `- \`${printable(command)}\` ${purpose}`);
  const links = linksOf(alert).map(({ text, url }) => `- [${text}](${url})`);
  return [
    `**${title}**: ${escapeMarkdown(printable(subject))}`,
    ...['', ...points, '', 'Next:', '', ...links, ...next, ''],
  ].join('\n');
}

/** Plain text for an e-mail, without customer content and without markup. */
export function alertPlainText(alert: Alert): string {
  const { title, subject } = alertHeadline(alert);
  const points = alertPoints(alert).map(({ label, text }) => `${label}: ${text}`);
  const next = nextSteps(alert).map(({ command, purpose }) => `  ${printable(command)}   (${purpose})`);
  const links = linksOf(alert).map(({ text, url }) => `  ${text}: ${url}`);
  return [`${title}: ${printable(subject)}`, '', ...points, '', 'Next:', ...links, ...next, ''].join('\n');
}

/** Addresses as they may stand in any text. */
function linksOf({ links = [] }: Alert) {
  return links.map(({ text, url }) => ({ text, url: printable(url) }));
}

function resolution({ incident }: IncidentAlert): AlertPoint[] {
  return [
    { label: 'Began', text: utcTime(incident.openedAt) },
    { label: 'Ended', text: endWords(incident) },
  ];
}

function rates({ rates: all, newest }: Explanation): AlertPoint[] {
  const { failing, properties, better } = toldRates(all);
  const labels = new Map([
    ...failing.map((rate) => [rate, 'Now fails'] as const),
    ...properties.map((rate) => [rate, 'How often'] as const),
    ...better.map((rate) => [rate, 'Fails less'] as const),
  ]);
  return [...labels].slice(0, 4).map(([rate, label]) => {
    const now = newestNumbers(rate, newest?.runs);
    const text = `${toldTitle(rate, publicRateName(rate))}: ${toldNumbers(rate)}${now === '' ? '' : `; ${now}`}`;
    return { label, text };
  });
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('; ');
}

/** Characters that would become markup; ids may hold underscores, intervals hold brackets. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, '\\$&');
}
