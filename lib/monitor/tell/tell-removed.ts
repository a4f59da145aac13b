import { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { endRemoved } from '../conditions/end-removed.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import type { NotifyDeps } from './notify.ts';

/**
 * Ends what goes on at endpoints that were taken out of the project, and tells everybody who had been told that it began.
 *
 * @param watched ids of the endpoints that the project has.
 * @returns ids of the endpoints of which something ended.
 */
export async function tellRemoved(watched: ReadonlySet<string>, deps: NotifyDeps): Promise<readonly string[]> {
  const ended = await endRemoved(watched, deps);
  const endpoints = [...new Set(ended.map(({ endpoint }) => endpoint))].sort();
  for (const id of endpoints) await deliverAlerts(await asItWas(id, deps), deps);
  return endpoints;
}

/** An endpoint that nobody configures any more, as far as history knows it: alerts name provider and model. */
async function asItWas(id: string, { stores }: Pick<NotifyDeps, 'stores'>): Promise<Endpoint> {
  const [run] = await stores.runs.list({ endpoint: id, last: 1 });
  const epochs = await stores.epochs.list(id);
  const { provider, model } = run?.begins?.watched ?? epochs.findLast(({ watched }) => watched)?.watched ?? unknown;
  return Endpoint.parse({ id, provider, model });
}

const unknown = { provider: 'unknown', model: 'unknown' };
