import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { StoreError } from '../../domain/errors.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { quietAt } from '../../plan/quiet.ts';
import { foldActions } from '../act/fold-actions.ts';
import { mostActions } from '../act/record-action.ts';
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
 * update or resolve an incident: those that an alert about one does not list are told by themselves. An incident that a person
 * resolved is opened again when several runs since still show the change. Called again with the same judgement it changes
 * nothing and sends only what did not get through before.
 *
 * @returns the judgement as it is stored, with the incident that it belongs to, and with the quiet period that it was made in.
 */
export async function notify(judgement: Judgement, endpoint: Endpoint, deps: NotifyDeps): Promise<Judgement> {
  await foldActions(endpoint.id, deps.stores);
  const incident = await keepIncident(judgement, deps.stores);
  const actions = await deps.stores.actions.list({ endpoint: endpoint.id, last: mostActions });
  const { maintenance = [] } = deps;
  const at = new Date(judgement.evidence.at);
  const quiet = judgement.quiet ?? quietAt(at, { endpoint: endpoint.id, maintenance, actions });
  const told = {
    ...judgement,
    ...(incident === undefined ? {} : { incident: incident.id }),
    ...(quiet === undefined ? {} : { quiet }),
  };
  if (told.incident !== judgement.incident || told.quiet !== judgement.quiet) await deps.stores.judgements.put(told);
  await keepConditions(endpoint, deps);
  await deliverAlerts(endpoint, deps, { heard: told, actions });
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
