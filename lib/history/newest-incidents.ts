import { mapConcurrently } from '../domain/map-concurrently.ts';
import type { Incident } from '../domain/verdict/incident.ts';
import type { IncidentStore } from '../ports/incident-store.ts';
import { isBefore, type Place } from './page.ts';

/** Endpoints that are asked at once. */
export const readsAtOnce = 16;

/** What of one endpoint was read and not given yet, oldest first. */
interface Head {
  readonly endpoint: string;
  readonly read: Incident[];
  /** Whether there may be more before the oldest one that was read. */
  goesOn: boolean;
}

/**
 * Incidents of several endpoints as one list, newest first, read as far as somebody goes through it.
 *
 * @param options.limit how many are wanted, more or less: of each endpoint its share is read at a time.
 *
 * Cost: one read for each endpoint, and one for each share of it that is used up.
 */
export async function* newestIncidents(
  endpoints: readonly string[],
  { before, limit }: { readonly before?: Place | undefined; readonly limit: number },
  incidents: Pick<IncidentStore, 'list'>,
): AsyncGenerator<Incident> {
  const ids = [...new Set(endpoints)];
  const share = Math.max(2, Math.ceil((limit + 1) / Math.max(1, ids.length)));
  const read = async (endpoint: string, place: Place | undefined): Promise<Head> => {
    const query = place === undefined ? {} : { before: { openedAt: place.at, id: place.id } };
    const found = [...(await incidents.list(endpoint, { ...query, last: share }))];
    return { endpoint, read: found, goesOn: found.length === share };
  };
  const heads = await mapConcurrently(ids, readsAtOnce, (endpoint) => read(endpoint, before));
  for (;;) {
    const newest = heads.reduce<Head | undefined>((most, one) => (isNewer(one, most) ? one : most), undefined);
    const incident = newest?.read.pop();
    if (newest === undefined || incident === undefined) return;
    yield incident;
    if (newest.read.length > 0 || !newest.goesOn) continue;
    const next = await read(newest.endpoint, placeIn(incident));
    newest.read.push(...next.read);
    newest.goesOn = next.goesOn;
  }
}

function isNewer({ read }: Head, other: Head | undefined): boolean {
  const [one, that] = [read.at(-1), other?.read.at(-1)];
  return one !== undefined && (that === undefined || isBefore(placeIn(that), placeIn(one)));
}

/** Where an incident stands in a list. */
export function placeIn({ openedAt, id }: Incident): Place {
  return { at: openedAt, id };
}
