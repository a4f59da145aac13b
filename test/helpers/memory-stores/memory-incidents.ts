import { Incident, isActive } from '../../../lib/domain/verdict/incident.ts';
import type { IncidentPlace, IncidentQuery, IncidentStore } from '../../../lib/ports/incident-store.ts';
import { compareText } from '../../../lib/stores/compare-text.ts';
import { sortableInstant } from '../../../lib/stores/instant.ts';
import { decode, encode } from '../../../lib/stores/stored-json.ts';
import { mayBeOf } from './select.ts';

export class MemoryIncidents implements IncidentStore {
  readonly #incidents = new Map<string, string>();

  async put(incident: Incident): Promise<boolean> {
    const text = encode(Incident, incident, `incident ${incident.id}`);
    if (!this.isNext(incident)) return false;
    this.#incidents.set(incident.id, text);
    return true;
  }

  /** Whether `put` would write it. */
  isNext({ id, revision }: Pick<Incident, 'id' | 'revision'>): boolean {
    const stored = this.#read(id);
    return revision === (stored === undefined ? 0 : stored.revision + 1);
  }

  async get(id: string): Promise<Incident | undefined> {
    return this.#read(id);
  }

  async list(endpoint: string, { before, last = Number.POSITIVE_INFINITY }: IncidentQuery = {}): Promise<Incident[]> {
    const all = [...this.#incidents]
      .filter(([, text]) => mayBeOf(endpoint, text))
      .map(([id, text]) => decode(Incident, text, `incident ${id}`))
      .filter((incident) => incident.endpoint === endpoint)
      .sort(compare)
      .filter((incident) => before === undefined || compare(incident, before) < 0);
    return all.slice(Math.max(0, all.length - last));
  }

  async active(endpoint?: string): Promise<Incident[]> {
    if (endpoint !== undefined) return (await this.list(endpoint)).filter(isActive);
    const all = [...this.#incidents].map(([id, text]) => decode(Incident, text, `incident ${id}`));
    return all.filter(isActive).sort(compare);
  }

  #read(id: string): Incident | undefined {
    const text = this.#incidents.get(id);
    return text === undefined ? undefined : decode(Incident, text, `incident ${id}`);
  }
}

function compare(a: IncidentPlace, b: IncidentPlace): number {
  return compareText(sortableInstant(a.openedAt), sortableInstant(b.openedAt)) || compareText(a.id, b.id);
}
