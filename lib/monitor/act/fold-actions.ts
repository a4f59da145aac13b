import type { Action } from '../../domain/verdict/action.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Stores } from '../../ports/stores.ts';
import { updateIncident } from '../tell/incidents.ts';
import { mostActions } from './record-action.ts';

/**
 * What the actions of people make of an incident; undefined where it is that already. What came before it was opened again
 * is over.
 *
 * @param actions of its endpoint, oldest first.
 */
export function foldedInto(incident: Incident, actions: readonly Action[]): Partial<Incident> | undefined {
  let next = incident;
  for (const action of actions) {
    if (!('incident' in action) || action.incident !== incident.id || !isActive(next)) continue;
    const { at, by, why } = action;
    if (incident.reopened !== undefined && Date.parse(at) <= Date.parse(incident.reopened.at)) continue;
    if (action.kind === 'resolved') next = { ...next, status: 'resolved', by, why, updatedAt: at, resolvedAt: at };
    else if (next.acknowledged === undefined || Date.parse(next.acknowledged.at) < Date.parse(at))
      next = { ...next, status: 'acknowledged', acknowledged: { at, by, why } };
  }
  return next === incident ? undefined : next;
}

/**
 * Brings the active incidents of an endpoint in step with what people did: an action is stored first, and whoever is killed
 * before it is folded in has done it all the same.
 *
 * @returns the incidents that changed.
 */
export async function foldActions(
  endpoint: string,
  { incidents, actions }: Pick<Stores, 'incidents' | 'actions'>,
): Promise<Incident[]> {
  const active = await incidents.active(endpoint);
  if (active.length === 0) return [];
  const done = await actions.list({ endpoint, last: mostActions });
  const changed: Incident[] = [];
  for (const { id, revision } of active) {
    const incident = await updateIncident(incidents, id, (stored) => foldedInto(stored, done));
    if (incident !== undefined && incident.revision !== revision) changed.push(incident);
  }
  return changed;
}
