import type { Incident } from '../domain/verdict/incident.ts';

export interface IncidentStore {
  /** Writes revision `incident.revision` if the stored one is just before it (0 = new); else returns false. */
  put(incident: Incident): Promise<boolean>;
  get(id: string): Promise<Incident | undefined>;
  /** Oldest first. */
  list(endpoint: string): Promise<readonly Incident[]>;
}
