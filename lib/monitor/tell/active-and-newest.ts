import type { Incident } from '../../domain/verdict/incident.ts';
import type { IncidentPlace, IncidentStore } from '../../ports/incident-store.ts';

/** So many of the newest incidents are looked at beside those that go on: those that are over longer ago change nothing. */
export const mostRecent = 50;

/** The active incidents of an endpoint and the newest others, oldest first. Cost: two reads from indexes. */
export async function activeAndNewest(
  endpoint: string,
  last: number,
  incidents: Pick<IncidentStore, 'list' | 'active'>,
): Promise<Incident[]> {
  const found = [...(await incidents.active(endpoint)), ...(await incidents.list(endpoint, { last }))];
  return [...new Map(found.map((one) => [one.id, one])).values()].sort(byOpening);
}

/** The order of lists, oldest first. */
export function byOpening(one: IncidentPlace, other: IncidentPlace): number {
  const apart = Date.parse(one.openedAt) - Date.parse(other.openedAt);
  if (apart !== 0) return apart;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}
