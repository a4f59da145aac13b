import { Incident } from '../../domain/verdict/incident.ts';
import type { IncidentStore } from '../../ports/incident-store.ts';
import { sortableInstant } from '../instant.ts';
import { decode, encode } from '../stored-json.ts';
import type { Database } from './database.ts';

export class LocalIncidents implements IncidentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(incident: Incident): Promise<boolean> {
    return putIncident(this.#database, incident);
  }

  async get(id: string): Promise<Incident | undefined> {
    const row = this.#database.get<{ incident: string }>('SELECT incident FROM incidents WHERE id = ?', id);
    return row === undefined ? undefined : decode(Incident, row.incident, `incident ${id}`);
  }

  async list(endpoint: string): Promise<Incident[]> {
    return this.#database
      .all<{ incident: string }>('SELECT incident FROM incidents WHERE endpoint = ? ORDER BY at, id', endpoint)
      .map(({ incident }) => decode(Incident, incident, `incident of ${endpoint}`));
  }
}

/** One statement, so that it can be part of a transaction. */
export function putIncident(database: Database, incident: Incident): boolean {
  const text = encode(Incident, incident, `incident ${incident.id}`);
  const written =
    incident.revision === 0
      ? database.run(
          'INSERT INTO incidents (id, endpoint, at, revision, incident) VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING',
          incident.id,
          incident.endpoint,
          sortableInstant(incident.openedAt),
          text,
        )
      : database.run(
          'UPDATE incidents SET revision = ?, incident = ? WHERE id = ? AND revision = ?',
          incident.revision,
          text,
          incident.id,
          incident.revision - 1,
        );
  return written > 0;
}
