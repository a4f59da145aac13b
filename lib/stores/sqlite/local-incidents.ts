import { Incident } from '../../domain/verdict/incident.ts';
import type { IncidentQuery, IncidentStore } from '../../ports/incident-store.ts';
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

  /** Newest first out of the table, so that `last` reads only what it returns. */
  async list(endpoint: string, { before, last = -1 }: IncidentQuery = {}): Promise<Incident[]> {
    const place = before === undefined ? [] : [sortableInstant(before.openedAt), before.id];
    const below = before === undefined ? '' : 'AND (at, id) < (?, ?)';
    return this.#read(
      `SELECT id, incident FROM incidents WHERE endpoint = ? ${below} ORDER BY at DESC, id DESC LIMIT ?`,
      endpoint,
      ...place,
      last,
    ).reverse();
  }

  async active(endpoint?: string): Promise<Incident[]> {
    const isOf = endpoint === undefined ? '' : 'endpoint = ? AND';
    return this.#read(
      `SELECT id, incident FROM incidents INDEXED BY incidents_active
       WHERE ${isOf} incident ->> '$.status' IN ('open', 'acknowledged') ORDER BY at, id`,
      ...(endpoint === undefined ? [] : [endpoint]),
    );
  }

  #read(sql: string, ...parameters: (string | number)[]): Incident[] {
    return this.#database
      .all<{ id: string; incident: string }>(sql, ...parameters)
      .map(({ id, incident }) => decode(Incident, incident, `incident ${id}`));
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
