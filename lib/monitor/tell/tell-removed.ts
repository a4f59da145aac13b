import { asIfOver, notYetTold, overByRemoval } from '../conditions/end-removed.ts';
import { asItWas } from '../removed-endpoints.ts';
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
    const isTold = await deliverAlerts(await asItWas(id, deps.stores), { ...deps, stores });
    for (const one of conditions) await deps.stores.conditions.put(isTold ? one : notYetTold(one));
    if (isTold) ended.push(id);
  }
  return ended;
}
