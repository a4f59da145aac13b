import { type Alert, isConditionAlert } from '../../domain/verdict/alert.ts';
import type { IncidentGroup } from '../../domain/verdict/incident-group.ts';
import type { QuietPeriod } from '../../domain/verdict/quiet-period.ts';
import { plural } from '../words/format.ts';
import { utcRange, utcTime } from '../words/time.ts';
import type { FactPoint } from './alert-facts.ts';

/** Endpoints that a message names. */
const mostNamed = 12;

/**
 * What surrounds an alert: at which other endpoints the same began, who has seen it, and why it was not told at once. Ids, times
 * and names only, so that it may leave the project.
 */
export function contextPoints(alert: Alert): FactPoint[] {
  const { group, heldBack } = alert;
  return [
    ...(alert.sample ? [{ label: 'Test', text: 'this is a try of the sink; nothing happened' }] : []),
    ...(group === undefined ? [] : [{ label: 'Where', text: groupWords(group) }]),
    ...acknowledgement(alert),
    ...(heldBack === undefined ? [] : [{ label: 'Held back', text: heldBackWords(heldBack) }]),
  ];
}

function acknowledgement(alert: Alert): FactPoint[] {
  if (isConditionAlert(alert) || alert.kind === 'fact') return [];
  const { status, acknowledged } = alert.incident;
  if (status !== 'acknowledged' || acknowledged === undefined) return [];
  return [
    {
      label: 'Seen by',
      text: `${acknowledged.by}, ${utcTime(acknowledged.at)}; nothing more is told until it is over`,
    },
  ];
}

/** `3 endpoints: support, triage (gpt-4.1 at openai), sales (claude at anthropic); …` */
function groupWords({ members, onset, about }: IncidentGroup): string {
  const named = members.slice(0, mostNamed);
  const byModel = Map.groupBy(named, ({ model, provider }) => `${model} at ${provider}`);
  const list = [...byModel].map(([model, those]) => `${those.map(({ endpoint }) => endpoint).join(', ')} (${model})`);
  const rest = members.length - named.length;
  const over = members.filter(({ active }) => !active).length;
  const going = over > 0 && over < members.length ? `; over at ${over} of them` : '';
  const began = about === 'change' ? 'the changes' : 'all';
  return `${plural(members.length, 'endpoint')}: ${list.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}; ${began} began within ${utcRange(onset.after, onset.until)}${going}`;
}

/** Why it was not told when it was found; who silenced it, but not why: that is a person's own words. */
function heldBackWords({ kind, name, until, by }: QuietPeriod): string {
  const what =
    kind === 'maintenance'
      ? `in the maintenance ${name ?? ''}`.trim()
      : `silenced${by === undefined ? '' : ` by ${by}`}`;
  return `found while ${kind === 'maintenance' ? what : `the endpoint was ${what}`}, until ${utcTime(until)}`;
}

/** A title with what surrounds the alert: how many endpoints show it, and that it was found in a quiet period. */
export function titleInContext(title: string, { group, heldBack, sample }: Alert): string {
  const members = group === undefined ? '' : ` at ${group.members.length} endpoints`;
  const meanwhile =
    heldBack === undefined ? '' : heldBack.kind === 'maintenance' ? ' during maintenance' : ' while silenced';
  return `${sample ? 'Test: ' : ''}${title}${members}${meanwhile}`;
}
