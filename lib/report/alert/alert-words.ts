import { goldenName } from '../../domain/golden/golden-key.ts';
import type { Interval } from '../../domain/interval.ts';
import { type Alert, type ConditionAlert, isConditionAlert } from '../../domain/verdict/alert.ts';
import { alertSeverity } from '../../domain/verdict/alert-severity.ts';
import type { ChannelEvidence } from '../../domain/verdict/evidence.ts';
import type { Explanation } from '../../domain/verdict/explanation.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Severity } from '../../domain/verdict/severity.ts';
import type { Alarm, Verdict } from '../../domain/verdict/verdict.ts';
import { conditionName, conditionWhat } from '../words/condition-words.ts';
import { factKinds } from '../words/fact-words.ts';
import { count, multiple, percent, percentRange, plural, rough } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { sureWords } from '../words/sure-words.ts';
import { utcClock, utcDate, utcRange, utcTime } from '../words/time.ts';
import { titleInContext } from './alert-context.ts';
import { headlineNumber } from './headline-number.ts';

/** The one line that everything else explains. */
export interface AlertHeadline {
  readonly title: string;
  /** Without the title: which endpoint, which model. */
  readonly subject: string;
  readonly tone: 'alarm' | 'warning' | 'good';
  readonly severity: Severity;
}

/** What an alert says first: what it is and how much it matters. */
export function alertHeadline(alert: Alert): AlertHeadline {
  const { id, model, provider } = alert.endpoint;
  const { title, tone } = alertTitle(alert);
  const severity = alertSeverity(alert);
  const told = titleInContext(title, alert);
  return {
    title: tone === 'good' ? told : `${told} (${severity})`,
    subject: subjectOf(alert) ?? `${id} (${model} at ${provider})`,
    severity,
    // What was found in a time in which changes are planned, or in a try of the sinks, wakes nobody.
    tone: tone === 'alarm' && (alert.heldBack !== undefined || alert.sample) ? 'warning' : tone,
  };
}

/**
 * An alert in one line for messages that leave the project: what, where, and the largest number; without an end of its own.
 *
 * @example 'Drift detected (critical): support: 24 % of answers to ticket-json fail "is JSON" (0.0 % before)'
 */
export function alertSummary(alert: Alert): string {
  const { title, subject } = alertHeadline(alert);
  const isOfChange = !isConditionAlert(alert) && (alert.kind === 'opened' || alert.kind === 'updated');
  const number = isOfChange ? headlineNumber(alert.judgement, true) : conditionNumber(alert);
  const where = alert.group === undefined ? alert.endpoint.id : subject;
  return printable(number === '' ? `${title}: ${subject}` : `${title}: ${where}: ${number}`);
}

/** What keeps an endpoint from being watched, while it does. */
function conditionNumber(alert: Alert): string {
  if (!isConditionAlert(alert) || alert.kind === 'condition-resolved') return '';
  return conditionWhat(alert.condition);
}

/** The endpoints of a group; nothing of one alone. */
function subjectOf({ group }: Alert): string | undefined {
  if (group === undefined) return undefined;
  const models = new Set(group.members.map(({ model, provider }) => `${model} at ${provider}`));
  const ids = group.members.slice(0, 3).map(({ endpoint }) => endpoint);
  const rest = group.members.length - ids.length;
  const names = rest > 0 ? `${ids.join(', ')} and ${rest} more` : ids.join(', ');
  return `${names} (${models.size === 1 ? [...models][0] : `${models.size} models`})`;
}

function alertTitle(alert: Alert): Pick<AlertHeadline, 'title' | 'tone'> {
  if (isConditionAlert(alert)) return conditionTitle(alert);
  if (alert.kind === 'fact') return { title: `Changed: ${factKinds(alert.facts)}`, tone: 'warning' };
  const { status, by } = alert.incident;
  if (alert.kind === 'resolved') {
    const closed = by === undefined ? 'Back to the baseline' : 'Incident closed';
    return { title: status === 'accepted' ? 'New baseline accepted' : closed, tone: 'good' };
  }
  if (alert.kind === 'acknowledged' || status === 'acknowledged')
    return { title: 'Drift acknowledged', tone: 'warning' };
  return { title: alert.kind === 'updated' ? 'Drift goes on' : 'Drift detected', tone: 'alarm' };
}

function conditionTitle({ kind, condition }: ConditionAlert): Pick<AlertHeadline, 'title' | 'tone'> {
  const name = conditionName(condition);
  if (kind === 'condition-resolved') return { title: `No longer ${name}`, tone: 'good' };
  const title = kind === 'condition-updated' ? `Still ${name}` : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return { title, tone: 'warning' };
}

/** When and how an incident ended; who ended it, but not why: that is a person's own words. */
export function endWords({ status, by, updatedAt, resolvedAt = updatedAt }: Incident): string {
  const at = utcTime(resolvedAt);
  if (status === 'accepted')
    return `${at}, accepted${by === undefined ? '' : ` by ${by}`}: what is served now is learned as the baseline`;
  return by === undefined
    ? `${at}: answers look like the baseline again`
    : `${at}, closed by ${by}: the baseline stays`;
}

/** Since when, with the runs between which it must have begun. */
export function sinceWords({ since }: Pick<Explanation, 'since'>): string {
  const { at, run, earliest, latest } = since;
  if (earliest.run === latest.run) return `${utcTime(at)}, run ${run}; no other run fits`;
  const oneMinute = new Set([at, earliest.at, latest.at].map(utcTime)).size === 1;
  if (oneMinute) return `${utcTime(at)}, most likely run ${run}; other runs of that minute fit, too`;
  const oneDay = new Set([at, earliest.at, latest.at].map(utcDate)).size === 1;
  const range = oneDay ? `${utcClock(earliest.at)} to ${utcClock(latest.at)}` : utcRange(earliest.at, latest.at);
  return `most likely ${utcTime(at)}, run ${run}; runs that fit: ${range}`;
}

/** Alarms with the strongest first. */
export function byStrength(alarms: readonly Alarm[]): Alarm[] {
  return [...alarms].sort((a, b) => excess(b) - excess(a));
}

/** How far over its threshold an alarm is, in nats. */
export function excess({ logStatistic, logThreshold }: Pick<Alarm, 'logStatistic' | 'logThreshold'>): number {
  return logStatistic - logThreshold;
}

/**
 * `by chance this would be seen once in 41,000 looks (…); evidence 41 times its threshold (text)`. Runs after an alarm repeat it,
 * and begin their own evidence anew: where none of `channels`, those of the run, is where the alarm was, it is said to be the
 * alarm's.
 */
export function evidenceWords(alarms: readonly Alarm[], channels: readonly ChannelEvidence[] = []): string {
  const sorted = byStrength(alarms);
  const told = sorted.map(
    (alarm, i) => `${multiple(excess(alarm))}${i === 0 ? ' its threshold' : ''} (${alarm.channel})`,
  );
  const earlier = !alarms.some(({ logStatistic }) => channels.some((channel) => channel.logStatistic === logStatistic));
  const [strongest] = sorted;
  return [
    ...(strongest === undefined ? [] : [sureWords(strongest, channels)]),
    `evidence ${told.join(', ')}${channels.length > 0 && earlier ? ' when it alarmed' : ''}`,
  ].join('; ');
}

/** What the thresholds promise, exactly: an expected number, over the whole fleet, while nothing changes. */
export function promiseWords(falseAlarmsPerYear: number): string {
  return `at most ${falseAlarmsWords(falseAlarmsPerYear)} expected from all endpoints together`;
}

/** `1 false alarm a year is`, `1 false alarm in 10 years is`, `12 false alarms a year are` */
export function falseAlarmsWords(perYear: number): string {
  if (perYear < 1) return `1 false alarm in ${rough(1 / perYear)} years is`;
  return perYear === 1 ? '1 false alarm a year is' : `${rough(perYear)} false alarms a year are`;
}

/** Total variation in words: the share of answers that the baseline would not have given. */
export function effectWords(effect: Interval | undefined): string {
  if (effect === undefined) return 'how far the answers moved cannot be told from these draws';
  if (effect.low <= 0)
    return `over all goldens together too little to be measured: at most about ${percent(effect.high)} of answers (${percent(effect.estimate)} ${percentRange(effect)})`;
  return `about ${percent(effect.estimate)} of answers are not what the baseline would have given ${percentRange(effect)}`;
}

/** Only for a change of the answers that does not show everywhere; nothing otherwise. */
export function trafficWords({
  trafficShare,
  effect,
}: Pick<Explanation, 'trafficShare' | 'effect'>): string | undefined {
  if (trafficShare <= 0 || trafficShare >= 0.9 || effect === undefined || effect.low <= 0) return undefined;
  return `at least ${percent(trafficShare)} of requests show it`;
}

/** How the goldens were chosen, and how many. */
export function goldensLead(explanation: Explanation): string {
  const { goldens, sampleOf } = explanation;
  if (sampleOf === undefined) return foundIn(explanation);
  return `in a sample of ${count(goldens.length)} of ${count(sampleOf)} goldens: ${foundIn(explanation)}`;
}

function foundIn(explanation: Explanation): string {
  const { goldens, goldensBy } = explanation;
  const significant = goldens.filter((golden) => golden.significant).length;
  const named = goldensToName(explanation).length > 0;
  if (goldensBy === 'ranking') return named ? 'most moved (a ranking, not a test)' : 'none stands out so far';
  if (significant === 0) return `none of ${goldens.length} stands out in the test${named ? '; most moved' : ''}`;
  return `${significant} of ${plural(goldens.length, 'golden')} moved (tested)`;
}

/**
 * The goldens that the lead speaks of: the significant ones, or else the ranking as it is. None where the answers as a
 * whole are not shown to differ: such a ranking would be one of noise.
 */
export function goldensToName({ goldens, effect }: Explanation): Explanation['goldens'] {
  const significant = goldens.filter((golden) => golden.significant);
  if (significant.length > 0) return significant;
  return effect === undefined || effect.low <= 0 ? [] : goldens.filter((golden) => golden.effect >= leastShown);
}

/** Anything less is written as 0.0 %. */
const leastShown = 0.0005;

/** Which goldens moved, and how they were chosen; nothing where there are no goldens. */
export function whichWords(explanation: Explanation, most: number): string {
  if (explanation.goldens.length === 0) return '';
  const list = goldenList(explanation, most);
  return `${goldensLead(explanation)}${list === '' ? '' : `: ${list}`}`;
}

/** `ticket-json 62 %, refund 48 %, and 7 more` */
export function goldenList(explanation: Explanation, most: number): string {
  const goldens = goldensToName(explanation);
  const named = goldens.slice(0, most).map(({ golden, effect }) => `${goldenName(golden)} ${percent(effect)}`);
  const rest = goldens.length - named.length;
  return named.join(', ') + (rest > 0 && explanation.goldensBy !== 'ranking' ? ` and ${rest} more` : '');
}

/** The effect of a verdict or, where there is none, of an explanation. */
export function effectOf(verdict: Verdict, explanation: Explanation | undefined): Interval | undefined {
  return verdict.kind === 'drift-detected' ? verdict.effect : explanation?.effect;
}
