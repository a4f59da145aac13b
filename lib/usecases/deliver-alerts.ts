import type { Alert } from '../domain/alert.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import type { Incident } from '../domain/incident.ts';
import type { Judgement } from '../domain/judgement.ts';
import { isActive } from './incidents.ts';
import type { AlertLog, AlertSink, Clock, Stores } from './ports.ts';

/** How long after the end of an incident its alerts are still worth sending, e.g. to a sink that was down. */
const tellForMs = 24 * 3_600_000;

export interface DeliveryDeps {
  readonly stores: Pick<Stores, 'incidents' | 'judgements' | 'alerts'>;
  /** By name; the name is part of what is remembered as sent, so each is told once. */
  readonly sinks: ReadonlyMap<string, AlertSink>;
  readonly clock: Pick<Clock, 'now'>;
  /** Said in alerts: the promise that they were raised under. */
  readonly falseAlarmsPerYear?: number;
  /** Told of a sink that did not take an alert; the alert goes out again with the next delivery. */
  readonly onUndelivered?: (sink: string, alert: Alert, reason: unknown) => void;
}

/** An alert and the pieces of news that it brings; a sink that knows them all is not sent it. */
interface Due {
  readonly alert: Alert;
  readonly news: readonly string[];
}

/**
 * Sends every sink what it has not been told about the newest incident of an endpoint. What is due is derived from what
 * is stored, so that nothing is lost when a process is killed or a sink fails: the next delivery finds it again.
 */
export async function deliverAlerts(endpoint: Endpoint, deps: DeliveryDeps): Promise<void> {
  if (deps.sinks.size === 0) return;
  const incident = (await deps.stores.incidents.list(endpoint.id)).at(-1);
  if (incident === undefined || isStale(incident, deps.clock.now())) return;
  const due = await dueAlerts(incident, endpoint, deps);
  await Promise.all([...deps.sinks].map(([name, sink]) => tell(name, sink, due, deps)));
}

function isStale(incident: Incident, now: Date): boolean {
  return !isActive(incident) && now.getTime() - Date.parse(incident.updatedAt) > tellForMs;
}

/** Sends what is due, in order: whoever has not heard that something began is not told that it is over. */
async function tell(name: string, sink: AlertSink, due: readonly Due[], deps: DeliveryDeps): Promise<void> {
  for (const { alert, news } of due) {
    const claimed = await claim(name, alert, news, deps);
    if (claimed.length === 0) continue;
    const at = deps.clock.now().toISOString();
    try {
      await sink.send(alert);
    } catch (reason) {
      for (const key of claimed) await deps.stores.alerts.release(key);
      deps.onUndelivered?.(name, alert, reason);
      return;
    }
    for (const key of claimed) await deps.stores.alerts.confirm(key, at);
  }
}

async function claim(
  sink: string,
  { incident }: Alert,
  news: readonly string[],
  { stores, clock }: { readonly stores: { readonly alerts: AlertLog }; readonly clock: Pick<Clock, 'now'> },
): Promise<string[]> {
  const claimed: string[] = [];
  for (const piece of news) {
    const key = `${sink} ${incident.id} ${piece}`;
    if (await stores.alerts.claim(key, clock.now().toISOString())) claimed.push(key);
  }
  return claimed;
}

async function dueAlerts(incident: Incident, endpoint: Endpoint, deps: DeliveryDeps): Promise<Due[]> {
  const { judgements } = deps.stores;
  const opening = await judgements.get(incident.openedByRun);
  if (opening === undefined) return [];
  const newest = incident.lastRun === incident.openedByRun ? opening : await judgements.get(incident.lastRun);

  const alert = (kind: Alert['kind'], id: string, judgement: Judgement, as: Incident = incident): Alert => ({
    id: `${incident.id}/${id}`,
    kind,
    incident: as,
    judgement,
    endpoint: { id: endpoint.id, provider: endpoint.provider, model: endpoint.model },
    ...(deps.falseAlarmsPerYear === undefined ? {} : { falseAlarmsPerYear: deps.falseAlarmsPerYear }),
  });
  const due: Due[] = [{ alert: alert('opened', 'opened', opening), news: ['opened'] }];
  const news = newest === undefined ? [] : newsSince(opening, newest);
  if (newest !== undefined && news.length > 0)
    due.push({ alert: alert('updated', `updated/${news.join('+')}`, newest), news });
  if (!isActive(incident)) {
    const last = (await resolvingJudgement(incident, deps)) ?? newest ?? opening;
    due.push({ alert: alert('resolved', 'resolved', last), news: ['resolved'] });
  }
  return due;
}

/**
 * What a later run says beyond the one that raised the alarm and is worth disturbing somebody again, each once an
 * incident: another group of channels alarms, a fact came to light, or the effect is larger beyond doubt.
 */
function newsSince(opening: Judgement, newest: Judgement): string[] {
  if (opening.verdict.kind !== 'drift-detected' || newest.verdict.kind !== 'drift-detected') return [];
  const groups = new Set(opening.verdict.alarms.map(({ group }) => group));
  const facts = new Set(opening.evidence.facts.map(({ kind }) => kind));
  const news = [
    ...newest.verdict.alarms.filter(({ group }) => !groups.has(group)).map(({ group }) => `channels ${group}`),
    ...newest.evidence.facts.filter(({ kind }) => !facts.has(kind)).map(({ kind }) => `fact ${kind}`),
    ...(newest.verdict.effect.low > opening.verdict.effect.high ? ['larger effect'] : []),
  ];
  return [...new Set(news)].sort();
}

/** The judgement that found the change gone; there is none where a person closed the incident. */
async function resolvingJudgement(
  { endpoint, epoch, status, resolvedAt }: Incident,
  { stores }: DeliveryDeps,
): Promise<Judgement | undefined> {
  if (status !== 'resolved' || resolvedAt === undefined) return undefined;
  const until = new Date(Date.parse(resolvedAt) + 1).toISOString();
  return (await stores.judgements.list({ endpoint, epoch, from: resolvedAt, until })).at(-1);
}
