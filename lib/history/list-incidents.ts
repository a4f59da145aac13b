import { ConfigError } from '../domain/errors.ts';
import type { Explanation } from '../domain/verdict/explanation.ts';
import { type Incident, isActive } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import type { Stores } from '../ports/stores.ts';
import { type ListQuery, type Page, pageOf, touches } from './page.ts';

export interface IncidentsQuery extends ListQuery {
  /** Of these endpoints. */
  readonly endpoints: readonly string[];
  /** Only those that somebody is still to act on. @default false */
  readonly active?: boolean | undefined;
}

/** An incident with the judgements that say what it is about. */
export interface ToldIncident {
  readonly incident: Incident;
  /** The judgement that raised the alarm; left out where it is gone. */
  readonly alarm?: Judgement;
  /** What was said of the change last, and by the judgement of which run. */
  readonly explanation?: Explanation;
  readonly explainedBy?: string;
}

type IncidentStores = Pick<Stores, 'incidents' | 'judgements'>;

/**
 * Incidents that went on at any time of the range, the ones opened last first, each with what is known of its change.
 *
 * Cost: reads all incidents of the endpoints, of which there are a few a year, and two judgements for each that is listed.
 */
export async function listIncidents(query: IncidentsQuery, stores: IncidentStores): Promise<Page<ToldIncident>> {
  const found: Incident[] = [];
  for (const endpoint of new Set(query.endpoints)) found.push(...(await stores.incidents.list(endpoint)));
  const wanted = found
    .filter((incident) => query.active !== true || isActive(incident))
    .filter(({ openedAt, resolvedAt, status, updatedAt }) =>
      touches(query, openedAt, resolvedAt ?? (status === 'accepted' ? updatedAt : undefined)),
    )
    .sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt) || (a.id < b.id ? 1 : -1));
  const { items, next } = pageOf(wanted, ({ openedAt, id }) => ({ at: openedAt, id }), query);
  const told: ToldIncident[] = [];
  for (const incident of items) told.push(await toldIncident(incident, stores));
  return { items: told, ...(next === undefined ? {} : { next }) };
}

/** One incident by its id. @throws {ConfigError} if there is none. */
export async function findIncident(id: string, stores: IncidentStores): Promise<ToldIncident> {
  const incident = await stores.incidents.get(id);
  if (incident !== undefined) return toldIncident(incident, stores);
  throw new ConfigError([{ where: 'incident', what: `there is no incident "${id}" (pinwatch incidents lists them)` }]);
}

async function toldIncident(incident: Incident, { judgements }: IncidentStores): Promise<ToldIncident> {
  const alarm = await judgements.get(incident.openedByRun);
  const newest = incident.lastRun === incident.openedByRun ? alarm : await judgements.get(incident.lastRun);
  const explaining = [newest, alarm].find((judgement) => judgement?.explanation !== undefined);
  return {
    incident,
    ...(alarm === undefined ? {} : { alarm }),
    ...(explaining?.explanation === undefined
      ? {}
      : { explanation: explaining.explanation, explainedBy: explaining.run }),
  };
}
