import { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { Incident } from '../domain/verdict/incident.ts';
import type { Stores } from '../ports/stores.ts';

/** An endpoint that nobody configures any more, as far as history knows it: alerts name provider and model. */
export async function asItWas(id: string, stores: Pick<Stores, 'runs' | 'epochs'>): Promise<Endpoint> {
  const [run] = await stores.runs.list({ endpoint: id, last: 1 });
  const epochs = await stores.epochs.list(id);
  const { provider, model } = run?.begins?.watched ?? epochs.findLast(({ watched }) => watched)?.watched ?? unknown;
  return Endpoint.parse({ id, provider, model });
}

const unknown = { provider: 'unknown', model: 'unknown' };

interface Place {
  readonly project: Pick<ProjectFile, 'endpoints'>;
  readonly stores: Pick<Stores, 'runs' | 'epochs' | 'incidents'>;
}

/**
 * The incidents that go on at endpoints which were taken out of the project: no run will ever end them, so that somebody has to
 * see and close them.
 *
 * Cost: one query.
 */
export async function incidentsOfRemoved({ project, stores }: Place): Promise<Incident[]> {
  const watched = new Set(project.endpoints.map(({ id }) => id));
  return (await stores.incidents.active()).filter(({ endpoint }) => !watched.has(endpoint));
}

/** An endpoint of the project, or one that was taken out of it and has incidents; undefined if there is neither. */
export async function endpointWithIncidents(id: string, { project, stores }: Place): Promise<Endpoint | undefined> {
  const watched = project.endpoints.find((endpoint) => endpoint.id === id);
  if (watched !== undefined) return watched;
  const [newest] = await stores.incidents.list(id, { last: 1 });
  return newest === undefined ? undefined : asItWas(id, stores);
}
