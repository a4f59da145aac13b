import { ConfigError } from '../domain/errors.ts';
import { mapConcurrently } from '../domain/map-concurrently.ts';
import type { Explanation } from '../domain/verdict/explanation.ts';
import type { Incident } from '../domain/verdict/incident.ts';
import type { Judgement } from '../domain/verdict/judgement.ts';
import { byOpening } from '../monitor/tell/active-and-newest.ts';
import type { Stores } from '../ports/stores.ts';
import { newestIncidents, placeIn, readsAtOnce } from './newest-incidents.ts';
import { cursorOf, type ListQuery, limitOf, type Page, pageOf, placeOf, touches } from './page.ts';

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

/** Incidents that are looked at for one page; then the page is short, and has a next one. */
const mostLookedAt = 2000;

/** Incidents of one endpoint that are read at once. */
const chunk = 200;

/**
 * Incidents that went on at any time of the range, the ones opened last first, each with what is known of its change. A page
 * may be short, even empty, and still have a next one: what was opened long before the range may reach into it.
 *
 * Cost: reads from indexes, of each endpoint its active incidents or a share of the page, at most 2,000 in all and one for
 * each endpoint; and two judgements for each that is listed.
 */
export async function listIncidents(query: IncidentsQuery, stores: IncidentStores): Promise<Page<ToldIncident>> {
  const { items, next } = query.active === true ? await activePage(query, stores) : await page(query, stores);
  const told: ToldIncident[] = [];
  for (const incident of items) told.push(await toldIncident(incident, stores));
  return { items: told, ...(next === undefined ? {} : { next }) };
}

/** There is hardly more than one active incident of an endpoint. */
async function activePage(query: IncidentsQuery, { incidents }: IncidentStores): Promise<Page<Incident>> {
  const found = await mapConcurrently([...new Set(query.endpoints)], readsAtOnce, (id) => incidents.active(id));
  const wanted = found.flat().filter((incident) => isTouched(query, incident));
  return pageOf(wanted.sort(byOpening).reverse(), placeIn, query);
}

async function page(query: IncidentsQuery, { incidents }: IncidentStores): Promise<Page<Incident>> {
  const limit = limitOf(query);
  const items: Incident[] = [];
  let looked: Incident | undefined;
  let count = 0;
  for await (const incident of newestIncidents(query.endpoints, { before: placeOf(query.cursor), limit }, incidents)) {
    const last = items.at(-1);
    if (last !== undefined && items.length === limit && isTouched(query, incident))
      return { items, next: cursorOf(placeIn(last)) };
    if (count++ === mostLookedAt) return { items, next: cursorOf(placeIn(looked as Incident)) };
    if (items.length < limit && isTouched(query, incident)) items.push(incident);
    looked = incident;
  }
  return { items };
}

function isTouched(query: IncidentsQuery, { openedAt, resolvedAt, status, updatedAt }: Incident): boolean {
  return touches(query, openedAt, resolvedAt ?? (status === 'accepted' ? updatedAt : undefined));
}

/**
 * Every incident of an endpoint that was not over at a time, or began later; the ones opened last first.
 *
 * Cost: that of `listIncidents`, of the newest 2,000 incidents.
 */
export async function incidentsSince(
  { endpoint, from }: { readonly endpoint: string; readonly from: string },
  stores: IncidentStores,
): Promise<ToldIncident[]> {
  const told: ToldIncident[] = [];
  let left = mostLookedAt;
  for await (const incident of newestIncidents([endpoint], { limit: chunk }, stores.incidents)) {
    if (isTouched({ endpoints: [endpoint], from }, incident)) told.push(await toldIncident(incident, stores));
    if (--left === 0) break;
  }
  return told;
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
