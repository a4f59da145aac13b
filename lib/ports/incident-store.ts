import type { Incident } from '../domain/verdict/incident.ts';

export interface IncidentStore {
  /**
   * Writes revision `incident.revision` if the stored one is just before it (0 = new); else returns false. `openedAt` and
   * `endpoint` must be those of the first revision.
   */
  put(incident: Incident): Promise<boolean>;
  get(id: string): Promise<Incident | undefined>;
  /** Of an endpoint, oldest first by `openedAt`, then by id; reads no more than are asked for. */
  list(endpoint: string, query?: IncidentQuery): Promise<readonly Incident[]>;
  /**
   * Those that somebody is still to act on, in the same order; reads no others. Without an endpoint those of all, also of
   * endpoints that no project names any more.
   */
  active(endpoint?: string): Promise<readonly Incident[]>;
}

export interface IncidentQuery {
  /** Only what stands before this one, which need not be stored: how a list goes on after a page. */
  readonly before?: IncidentPlace;
  /** Keeps only that many of the newest. */
  readonly last?: number;
}

/** Where an incident stands among those of its endpoint. */
export interface IncidentPlace {
  /** ISO 8601. */
  readonly openedAt: string;
  readonly id: string;
}
