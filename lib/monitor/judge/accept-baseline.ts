import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { StoreError } from '../../domain/errors.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import { configurationOf, hashConfiguration } from '../../domain/verdict/watched.ts';
import { type DeliveryDeps, deliverAlerts } from '../tell/deliver-alerts.ts';
import { closeIncidents } from '../tell/incidents.ts';

export type AcceptDeps = DeliveryDeps;

/** Who decided, and why: kept for ever. */
export interface Decision {
  readonly by: string;
  readonly why: string;
}

/**
 * Takes what an endpoint serves from now on as its new baseline: begins an epoch, which is learned anew, and closes the
 * incident if there is one. Who decided it and why is kept with both for ever; `undoAccept` takes it back.
 */
export async function acceptBaseline(
  endpoint: Endpoint,
  reason: Decision,
  deps: AcceptDeps,
): Promise<{ readonly epoch: Epoch; readonly incident?: Incident }> {
  const { stores, clock } = deps;
  const newest = (await stores.epochs.list(endpoint.id)).at(-1);
  const epoch: Epoch = {
    endpoint: endpoint.id,
    number: (newest?.number ?? 0) + 1,
    startedAt: clock.now().toISOString(),
    ...reason,
    configuration: hashConfiguration(endpoint),
    watched: configurationOf(endpoint),
  };
  await addEpoch(epoch, deps);
  const end = { endpoint: endpoint.id, beforeEpoch: epoch.number, at: epoch.startedAt, ...reason };
  const incident = (await closeIncidents(stores.incidents, { ...end, status: 'accepted' })).at(-1);
  await deliverAlerts(endpoint, deps);
  return { epoch, ...(incident === undefined ? {} : { incident }) };
}

/** Adds an epoch, or fails where somebody else was faster. */
export async function addEpoch(epoch: Epoch, { stores }: Pick<AcceptDeps, 'stores'>): Promise<void> {
  if (await stores.epochs.add(epoch)) return;
  throw new StoreError(`endpoint ${epoch.endpoint}: somebody else began epoch ${epoch.number} at the same time`);
}
