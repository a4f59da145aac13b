import { Incident, isActive } from '../../domain/verdict/incident.ts';
import type { IncidentPlace, IncidentQuery, IncidentStore } from '../../ports/incident-store.ts';
import { compareText } from '../../stores/compare-text.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { activeIncidentsPartition, endpointPartition, itemKeys, runsTable } from '../names/runs-table.ts';
import type { Item } from './items.ts';
import { ifAbsent, ifEqual, type Table, type Write } from './table.ts';

/** So long after its end an incident has an empty item in the list of active ones: nobody who decides may delete. */
const emptySeconds = 86_400;

/**
 * Incidents of their endpoint by id, a pointer to each, and copies in the order of time: of all, of those that are active, and
 * of those in one list for all endpoints. Everything is written in one transaction.
 */
export class AwsIncidents implements IncidentStore {
  readonly #table: Table;
  /** Endpoints of which every incident has its copies: once that is so, it stays so. */
  readonly #copied = new Set<string>();

  constructor(table: Table) {
    this.#table = table;
  }

  async put(incident: Incident): Promise<boolean> {
    return this.#table.transact(await this.prepare(incident));
  }

  /** The writes of the next revision of an incident, once the earlier ones of its endpoint have their copies. */
  async prepare(incident: Incident): Promise<Write[]> {
    await this.#copyEarlier(incident.endpoint);
    return incidentWrites(incident);
  }

  async get(id: string): Promise<Incident | undefined> {
    const pointer = await this.#table.get(itemKeys.incident(id));
    if (pointer === undefined) return undefined;
    const item = await this.#table.get(itemKeys.listedIncident(String(pointer.endpoint), id));
    return item === undefined ? undefined : read(item);
  }

  async list(endpoint: string, query: IncidentQuery = {}): Promise<Incident[]> {
    const { before, last } = query;
    const isAll = before === undefined && last === undefined;
    if (isAll || !(await this.#isCopied(endpoint))) return selected(await this.#all(endpoint), query);
    const below = before && itemKeys.openedIncident(endpoint, sortableInstant(before.openedAt), before.id).sk;
    return this.#copies(endpoint, 'OPENED', { last, ...(below === undefined ? {} : { below }) });
  }

  /** All together are those that were written since there is a list of them. */
  async active(endpoint?: string): Promise<Incident[]> {
    if (endpoint === undefined)
      return written(await this.#table.query({ partition: activeIncidentsPartition, low: ' ', high: '~' }));
    if (!(await this.#isCopied(endpoint))) return (await this.#all(endpoint)).filter(isActive);
    return this.#copies(endpoint, 'ACTIVE', {});
  }

  async #copies(endpoint: string, kind: 'OPENED' | 'ACTIVE', range: { below?: string; last?: number | undefined }) {
    const partition = endpointPartition(endpoint);
    return written(await this.#table.query({ partition, low: `${kind}#`, high: `${kind}#~`, ...range }));
  }

  async #isCopied(endpoint: string): Promise<boolean> {
    if (this.#copied.has(endpoint)) return true;
    const isCopied = (await this.#table.get(itemKeys.incidentsListed(endpoint))) !== undefined;
    if (isCopied) this.#copied.add(endpoint);
    return isCopied;
  }

  /** All incidents of an endpoint, also those of versions that made no copies. */
  async #all(endpoint: string): Promise<Incident[]> {
    const partition = endpointPartition(endpoint);
    const items = await this.#table.query({ partition, low: 'INCIDENT#', high: 'INCIDENT#~' });
    return items.map(read).sort(compare);
  }

  /** Done once for each endpoint. What somebody else writes meanwhile gets its copies from there. */
  async #copyEarlier(endpoint: string): Promise<void> {
    if (await this.#isCopied(endpoint)) return;
    for (const incident of await this.#all(endpoint)) {
      const [item, ...copies] = writesOf(incident, ifEqual('revision', incident.revision));
      await this.#table.transact([item, ...copies]);
    }
    await this.#table.put({ ...itemKeys.incidentsListed(endpoint) });
  }
}

function incidentWrites(incident: Incident): Write[] {
  const { id, endpoint, revision } = incident;
  if (revision > 0) return writesOf(incident, ifEqual('revision', revision - 1));
  return [...writesOf(incident, ifAbsent), { put: { ...itemKeys.incident(id), endpoint }, if: ifAbsent }];
}

function writesOf(incident: Incident, condition: typeof ifAbsent): [Write, ...Write[]] {
  const { id, endpoint, revision } = incident;
  const at = sortableInstant(incident.openedAt);
  const text = { incident: encode(Incident, incident, `incident ${id}`) };
  const [active, going] = [itemKeys.activeIncident(endpoint, at, id), itemKeys.goingIncident(at, id)];
  const expires = { [runsTable.timeToLive]: Math.floor(Date.parse(incident.updatedAt) / 1000) + emptySeconds };
  return [
    { put: { ...itemKeys.listedIncident(endpoint, id), ...text, revision }, if: condition },
    { put: { ...itemKeys.openedIncident(endpoint, at, id), ...text } },
    // Of one that is over an empty item stays: who decides about incidents may write, and delete nothing.
    { put: isActive(incident) ? { ...active, ...text } : { ...active } },
    { put: isActive(incident) ? { ...going, ...text } : { ...going, ...expires } },
  ];
}

function selected(all: readonly Incident[], { before, last = Number.POSITIVE_INFINITY }: IncidentQuery): Incident[] {
  const found = all.filter((one) => before === undefined || compare(one, before) < 0);
  return found.slice(Math.max(0, found.length - last));
}

function compare(a: IncidentPlace, b: IncidentPlace): number {
  return compareText(sortableInstant(a.openedAt), sortableInstant(b.openedAt)) || compareText(a.id, b.id);
}

function written(items: readonly Item[]): Incident[] {
  return items.filter(({ incident }) => incident !== undefined).map(read);
}

function read({ sk, incident }: Item): Incident {
  return decode(Incident, String(incident), `incident at ${sk}`);
}
