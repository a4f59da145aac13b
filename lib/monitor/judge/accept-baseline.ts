import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import { type DeliveryDeps, deliverAlerts } from '../tell/deliver-alerts.ts';
import { closeIncident } from '../tell/incidents.ts';
import { addEpoch } from './open-epoch.ts';

export type AcceptDeps = DeliveryDeps;

/**
 * Takes what an endpoint serves from now on as its new baseline: begins an epoch, which is learned anew, and closes the
 * incident if there is one. Who decided it and why is kept with both for ever.
 */
export async function acceptBaseline(
  endpoint: Endpoint,
  reason: { readonly by: string; readonly why: string },
  deps: AcceptDeps,
): Promise<{ readonly epoch: Epoch; readonly incident?: Incident }> {
  const { stores, clock } = deps;
  const newest = (await stores.epochs.list(endpoint.id)).at(-1);
  const epoch = await addEpoch(endpoint, newest, reason, { epochs: stores.epochs, clock });
  const incident = await closeIncident(stores.incidents, {
    endpoint: endpoint.id,
    beforeEpoch: epoch.number,
    status: 'accepted',
    at: epoch.startedAt,
    ...reason,
  });
  await deliverAlerts(endpoint, deps);
  return { epoch, ...(incident === undefined ? {} : { incident }) };
}
