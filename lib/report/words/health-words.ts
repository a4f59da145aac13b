import { doubtfulBelow, type HealthCheck } from '../../domain/verdict/baseline-health.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { pValue as pValueText } from './format.ts';

/** What each check looks at, and what it means when it fails. */
const words: Readonly<Record<HealthCheck['name'], { readonly asks: string; readonly failed: string }>> = {
  'rank-autocorrelation': {
    asks: 'Is a run like the one before it?',
    failed: 'neighbouring runs are alike: noise comes in episodes that are longer than a run',
  },
  'hour-of-day': {
    asks: 'Is an hour of the day special?',
    failed: 'the hour of the day matters: noise follows the clock',
  },
  uniformity: {
    asks: 'Are the ranks uniform?',
    failed: 'ranks are not uniform: the baseline is not like what came after it',
  },
};

/** One check as a table shows it: the question, the answer, the p-value. */
export function healthRow({ name, pValue, runs }: HealthCheck): readonly [string, string, string] {
  if (pValue === undefined) return [words[name].asks, `too few runs to say (${runs})`, ''];
  return [words[name].asks, pValue < doubtfulBelow ? words[name].failed : 'no sign of it', pValueText(pValue)];
}

/** A warning for each assumption that has become doubtful. */
export function healthWarnings(checks: readonly HealthCheck[]): readonly string[] {
  return checks
    .filter(({ pValue }) => pValue !== undefined && pValue < doubtfulBelow)
    .map(({ name }) => doubtWords(name));
}

/** One assumption that has become doubtful. */
export function doubtWords(name: HealthCheck['name']): string {
  return `The promise of false alarms may not hold: ${words[name].failed}.`;
}

/** Why the evidence of an alarm did not raise one yet. */
export function unconfirmedWords({
  doubts,
  apart,
}: {
  readonly doubts: readonly HealthCheck['name'][];
  readonly apart: number;
}): string {
  const reasons = doubts.map((name) => words[name].failed).join('; ');
  return `The evidence would have raised an alarm, but it cannot be trusted here, because ${reasons}. Runs that are ${apart} apart do not show a change yet; if there is one, they will.`;
}

/** What an alarm's assumptions are worth, a sentence each; none where nothing speaks against them. */
export function doubtSentences({
  evidence: { doubts = [] },
  verdict,
}: Pick<Judgement, 'evidence' | 'verdict'>): readonly string[] {
  const apart = verdict.kind === 'drift-detected' ? verdict.heldApart : undefined;
  const asked = `So the alarm was asked of runs that are ${apart} apart, too, and it holds.`;
  const known: readonly HealthCheck['name'][] =
    doubts.length === 0 && apart !== undefined ? ['rank-autocorrelation'] : doubts;
  return [...known.map(doubtWords), ...(apart === undefined ? [] : [asked])];
}
