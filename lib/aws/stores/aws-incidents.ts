import { Incident } from '../../domain/verdict/incident.ts';
import type { IncidentStore } from '../../ports/incident-store.ts';
import { compareText } from '../../stores/compare-text.ts';
import { sortableInstant } from '../../stores/instant.ts';
import { decode, encode } from '../../stores/stored-json.ts';
import { endpointPartition, itemKeys } from '../names/runs-table.ts';
import { ifAbsent, ifEqual, type Table, type Write } from './table.ts';

/** Incidents in the list of their endpoint, and a pointer to each by its id. */
export class AwsIncidents implements IncidentStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(incident: Incident): Promise<boolean> {
    return this.#table.transact(incidentWrites(incident));
  }

  async get(id: string): Promise<Incident | undefined> {
    const pointer = await this.#table.get(itemKeys.incident(id));
    if (pointer === undefined) return undefined;
    const item = await this.#table.get(itemKeys.listedIncident(String(pointer.endpoint), id));
    return item === undefined ? undefined : decode(Incident, String(item.incident), `incident ${id}`);
  }

  async list(endpoint: string): Promise<Incident[]> {
    const items = await this.#table.query({
      partition: endpointPartition(endpoint),
      low: 'INCIDENT#',
      high: 'INCIDENT#~',
    });
    return items
      .map(({ incident }) => decode(Incident, String(incident), `incident of ${endpoint}`))
      .sort((a, b) => compareText(sortableInstant(a.openedAt), sortableInstant(b.openedAt)) || compareText(a.id, b.id));
  }
}

/** The writes of the next revision of an incident. */
export function incidentWrites(incident: Incident): Write[] {
  const { id, endpoint, revision } = incident;
  const text = encode(Incident, incident, `incident ${id}`);
  const item = { ...itemKeys.listedIncident(endpoint, id), incident: text, revision };
  if (revision > 0) return [{ put: item, if: ifEqual('revision', revision - 1) }];
  return [
    { put: item, if: ifAbsent },
    { put: { ...itemKeys.incident(id), endpoint }, if: ifAbsent },
  ];
}
