import { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { asIfOver, notYetTold, overByRemoval } from '../conditions/end-removed.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import type { NotifyDeps } from './notify.ts';

/**
 * Ends what goes on at endpoints that were taken out of the project, and tells everybody who had been told that it began. It is
 * written as over when all sinks have heard of it, or after a day: one that is down now hears of it with a later call.
 *
 * @param watched ids of the endpoints that the project has.
 * @returns ids of the endpoints of which something ended.
 */
export async function tellRemoved(watched: ReadonlySet<string>, deps: NotifyDeps): Promise<readonly string[]> {
  const over = Map.groupBy(await overByRemoval(watched, deps), ({ endpoint }) => endpoint);
  const ended: string[] = [];
  for (const [id, conditions] of [...over].sort()) {
    const stores = { ...deps.stores, conditions: asIfOver(deps.stores.conditions, conditions) };
    const isTold = await deliverAlerts(await asItWas(id, deps), { ...deps, stores });
    for (const one of conditions) await deps.stores.conditions.put(isTold ? one : notYetTold(one));
    if (isTold) ended.push(id);
  }
  return ended;
}

/** An endpoint that nobody configures any more, as far as history knows it: alerts name provider and model. */
async function asItWas(id: string, { stores }: Pick<NotifyDeps, 'stores'>): Promise<Endpoint> {
  const [run] = await stores.runs.list({ endpoint: id, last: 1 });
  const epochs = await stores.epochs.list(id);
  const { provider, model } = run?.begins?.watched ?? epochs.findLast(({ watched }) => watched)?.watched ?? unknown;
  return Endpoint.parse({ id, provider, model });
}

const unknown = { provider: 'unknown', model: 'unknown' };
