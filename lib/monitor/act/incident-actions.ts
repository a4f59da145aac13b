import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { type Problem, throwIfAny } from '../../domain/errors.ts';
import type { Decision } from '../../domain/verdict/action.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import { type DeliveryDeps, deliverAlerts } from '../tell/deliver-alerts.ts';
import { groupOf } from '../tell/groups.ts';
import { foldActions } from './fold-actions.ts';
import { recordAction } from './record-action.ts';

/** An incident that a person did something about, and the others of its group. */
export interface ActedOn {
  /** The incident of the endpoint that was named. */
  readonly incident: Incident;
  /** Those of other endpoints that were told together with it, and that the action is for as well. */
  readonly others: readonly Incident[];
}

/**
 * Says that somebody has seen the incident of an endpoint: nothing more is told of it until it is over, other members of its
 * group included, since people were told of them together. Who and why is kept for ever; every sink is told who.
 *
 * @throws {ConfigError} if the endpoint has no incident that goes on.
 */
export function acknowledge(endpoint: Endpoint, decision: Decision, deps: DeliveryDeps): Promise<ActedOn> {
  return act('acknowledged', endpoint, decision, deps);
}

/**
 * Says that the incident of an endpoint is over. The baseline stays, so that a change which is still there is told again:
 * the incident is opened again when so many runs as `runsUntilReopened` show it.
 *
 * @throws {ConfigError} if the endpoint has no incident that goes on.
 */
export function resolve(endpoint: Endpoint, decision: Decision, deps: DeliveryDeps): Promise<ActedOn> {
  return act('resolved', endpoint, decision, deps);
}

/**
 * Looks whether endpoints have incidents that go on.
 *
 * @throws {ConfigError} that names every endpoint without one.
 */
export async function requireIncidents(
  endpoints: readonly Pick<Endpoint, 'id'>[],
  { incidents }: Pick<DeliveryDeps['stores'], 'incidents'>,
): Promise<void> {
  const problems: Problem[] = [];
  for (const { id } of endpoints)
    if ((await incidents.active(id)).length === 0)
      problems.push({ where: `endpoint ${id}`, what: 'expected an incident that goes on, got none' });
  throwIfAny(problems);
}

async function act(
  kind: 'acknowledged' | 'resolved',
  endpoint: Endpoint,
  decision: Decision,
  deps: DeliveryDeps,
): Promise<ActedOn> {
  const { stores, clock } = deps;
  await requireIncidents([endpoint], stores);
  const incident = (await stores.incidents.active(endpoint.id)).at(-1) as Incident;
  const at = clock.now().toISOString();
  const together = kind === 'resolved' ? undefined : await groupOf(incident.id, stores.groups);
  const others = (together?.members ?? []).filter((member) => member.active && member.subject !== incident.id);
  for (const about of [{ endpoint: endpoint.id, subject: incident.id }, ...others]) {
    await recordAction({ kind, endpoint: about.endpoint, incident: about.subject, at, ...decision }, stores.actions);
    await foldActions(about.endpoint, stores);
  }
  await deliverAlerts(endpoint, deps);
  const read = await Promise.all(others.map((other) => stores.incidents.get(other.subject)));
  return {
    incident: (await stores.incidents.get(incident.id)) ?? incident,
    others: read.filter((one) => one !== undefined),
  };
}
