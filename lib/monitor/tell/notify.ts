import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { StoreError } from '../../domain/errors.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { type KeepDeps, keepConditions } from '../conditions/keep-conditions.ts';
import { type DeliveryDeps, deliverAlerts } from './deliver-alerts.ts';
import { incidentAfter } from './incident-after.ts';

const triesToWrite = 5;

export interface NotifyDeps extends DeliveryDeps {
  readonly stores: DeliveryDeps['stores'] & KeepDeps['stores'];
  /** When people are told that an endpoint is not watched. */
  readonly conditions: KeepDeps['conditions'];
}

/**
 * Keeps the incident of an endpoint in step with a judgement, and its conditions with its newest runs, and tells people what
 * they have not been told yet.
 *
 * One change is one incident: drift opens it, more drift updates it, and a verdict of no drift resolves it, because what
 * is served came back. Inconclusive verdicts and judgements of an epoch that is over change nothing. Facts never open,
 * update or resolve an incident: those that an alert about one does not list are told by themselves. Called again with the
 * same judgement it changes nothing and sends only what did not get through before.
 *
 * @returns the judgement as it is stored, with the incident that it belongs to.
 */
export async function notify(judgement: Judgement, endpoint: Endpoint, deps: NotifyDeps): Promise<Judgement> {
  const incident = await keepIncident(judgement, deps.stores);
  const told = incident === undefined ? judgement : { ...judgement, incident: incident.id };
  if (incident !== undefined && judgement.incident !== incident.id) await deps.stores.judgements.put(told);
  await keepConditions(endpoint, deps);
  await deliverAlerts(endpoint, deps, told);
  return told;
}

/** The incident that the judgement belongs to; where whoever judged has not stored it already, it is stored here. */
async function keepIncident(judgement: Judgement, stores: NotifyDeps['stores']): Promise<Incident | undefined> {
  for (let tries = 0; tries < triesToWrite; tries++) {
    const { incident, next } = await incidentAfter(judgement, stores);
    if (next === undefined || (await stores.incidents.put(next))) return incident;
  }
  throw new StoreError(`incident of ${judgement.endpoint}: somebody else wrote it ${triesToWrite} times in between`);
}
