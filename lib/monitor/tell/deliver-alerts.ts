import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Links } from '../../domain/project/links.ts';
import type { MaintenanceWindow } from '../../domain/project/maintenance.ts';
import type { Action } from '../../domain/verdict/action.ts';
import type { Alert } from '../../domain/verdict/alert.ts';
import { alertSeverity } from '../../domain/verdict/alert-severity.ts';
import { isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { isAtLeast } from '../../domain/verdict/severity.ts';
import { quietAt, tellFrom } from '../../plan/quiet.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';
import { mostActions } from '../act/record-action.ts';
import { activeAndNewest, mostRecent } from './active-and-newest.ts';
import { alertLinks } from './alert-links.ts';
import type { Due } from './due.ts';
import { dueOfIncident } from './due-alerts.ts';
import { dueConditions } from './due-conditions.ts';
import { dueFacts } from './due-facts.ts';

/**
 * How long after the end of an incident or a condition, or after a run that found a fact, alerts are still worth sending, e.g. to a sink
 * that was down.
 */
const tellForMs = 24 * 3_600_000;

/** What a project says about the telling. */
export interface TellingRules {
  /** Said in alerts: the promise that they were raised under. */
  readonly falseAlarmsPerYear?: number;
  /** Windows in which nothing is told. */
  readonly maintenance?: readonly MaintenanceWindow[];
  /** Where messages lead to. */
  readonly links?: Links;
}

export interface DeliveryDeps extends TellingRules {
  readonly stores: Pick<Stores, 'incidents' | 'judgements' | 'alerts' | 'epochs' | 'conditions' | 'actions' | 'groups'>;
  /** By name; the name is part of what is remembered as sent, so each is told once. */
  readonly sinks: ReadonlyMap<string, AlertSink>;
  readonly clock: Pick<Clock, 'now'>;
  /** Said in alerts: the deployed stack that the history is in. */
  readonly stack?: string;
  /** Set where nobody else is about to be judged: those that belong together are told without waiting for more. */
  readonly allJoined?: boolean;
  /** Told of a sink that did not take an alert; the alert goes out again with the next delivery. */
  readonly onUndelivered?: (sink: string, alert: Alert, reason: unknown) => void;
}

/** What whoever delivers has at hand. */
export interface KnownAlready {
  /** The judgement that has just been kept, whose facts are told however long ago its run was planned. */
  readonly heard?: Judgement;
  /** Actions of the endpoint, the newest. */
  readonly actions?: readonly Action[];
}

/**
 * Sends every sink what it has not been told about the incidents of an endpoint that are not long over, about its
 * conditions, and of facts that no incident tells. What is due is derived from what is stored, so that nothing is lost when
 * a process is killed or a sink fails: the next delivery finds it again. In a quiet period nothing is sent; the first delivery
 * after it finds what changed meanwhile.
 *
 * @returns whether everybody has heard of everything by now: false in a quiet period, and where a sink did not take an alert.
 */
export async function deliverAlerts(
  endpoint: Endpoint,
  deps: DeliveryDeps,
  { heard, actions: known }: KnownAlready = {},
): Promise<boolean> {
  if (deps.sinks.size === 0) return true;
  const { stores, clock, maintenance = [] } = deps;
  const now = clock.now();
  const actions = known ?? (await stores.actions.list({ endpoint: endpoint.id, last: mostActions }));
  const rules = { endpoint: endpoint.id, maintenance, actions };
  if (quietAt(now, rules) !== undefined) return false;
  const from = tellFrom(now, tellForMs, rules).toISOString();
  const incidents = await activeAndNewest(endpoint.id, mostRecent, stores.incidents);
  const worthwhile = incidents.filter(
    (incident) => isActive(incident) || Date.parse(incident.updatedAt) >= Date.parse(from),
  );
  // Incidents first: a sink that takes no facts still hears of drift.
  const due: Due[] = [];
  for (const incident of worthwhile) due.push(...(await dueOfIncident(incident, endpoint, deps)));
  due.push(...(await dueConditions(endpoint, from, deps)));
  due.push(...(await dueFacts({ endpoint, incidents, heard, from }, deps)));
  const told = await Promise.all([...deps.sinks].map(([name, sink]) => tell(name, sink, due, deps)));
  return told.every((isTold) => isTold);
}

/**
 * Sends what is due, in order, and of that what matters enough to this sink: whoever has not heard that something began is not
 * told that it is over.
 */
async function tell(name: string, sink: AlertSink, due: readonly Due[], deps: DeliveryDeps): Promise<boolean> {
  for (const { alert, news, ifFirstIsNew = false } of due) {
    if (!isAtLeast(alertSeverity(alert), sink.minSeverity ?? 'info')) continue;
    const claimed = await claim(name, news, ifFirstIsNew, deps);
    if (claimed.length === 0) continue;
    const at = deps.clock.now().toISOString();
    try {
      await sink.send(withLinks(alert, deps));
    } catch (reason) {
      for (const key of claimed) await deps.stores.alerts.release(key);
      deps.onUndelivered?.(name, alert, reason);
      return false;
    }
    for (const key of claimed) await deps.stores.alerts.confirm(key, at);
  }
  return true;
}

/** With what is the same for every alert of a project. */
function withLinks(alert: Alert, { stack, links = {} }: DeliveryDeps): Alert {
  const found = alertLinks(alert, links);
  return {
    ...alert,
    ...(stack === undefined ? {} : { stack }),
    ...(found.length === 0 ? {} : { links: found }),
  };
}

async function claim(
  sink: string,
  news: readonly string[],
  ifFirstIsNew: boolean,
  { stores, clock }: DeliveryDeps,
): Promise<string[]> {
  const claimed: string[] = [];
  for (const piece of news) {
    const key = `${sink} ${piece}`;
    if (await stores.alerts.claim(key, clock.now().toISOString())) claimed.push(key);
    else if (ifFirstIsNew && claimed.length === 0) return [];
  }
  return claimed;
}
