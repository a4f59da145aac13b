import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { currentEpoch } from '../../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { mostSevere } from '../../domain/verdict/severity.ts';
import { type KeepDeps, keepConditions } from '../conditions/keep-conditions.ts';
import { type DeliveryDeps, deliverAlerts } from './deliver-alerts.ts';
import { incidentOpenedBy, updateIncident } from './incidents.ts';

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

/** The incident that the judgement opened, continued or resolved. */
async function keepIncident(judgement: Judgement, stores: NotifyDeps['stores']): Promise<Incident | undefined> {
  const { endpoint, epoch, run, verdict, evidence } = judgement;
  const current = currentEpoch(await stores.epochs.list(endpoint));
  if (current !== undefined && current.number !== epoch) return undefined;

  const newest = (await stores.incidents.list(endpoint)).findLast((incident) => incident.epoch === epoch);
  if (newest !== undefined && !(await isAfter(judgement, newest.lastRun, stores)))
    return (await isAfter(judgement, newest.openedByRun, stores)) || run === newest.openedByRun ? newest : undefined; // known
  const active = newest !== undefined && isActive(newest) ? newest : undefined;
  if (verdict.kind === 'drift-detected')
    return active === undefined ? open(judgement, stores) : goOn(active, judgement, stores);
  if (verdict.kind === 'no-drift-detected' && active !== undefined)
    return updateIncident(stores.incidents, active.id, (stored) =>
      isActive(stored) ? { status: 'resolved', updatedAt: evidence.at, resolvedAt: evidence.at } : undefined,
    );
  return judgement.incident === undefined ? undefined : stores.incidents.get(judgement.incident);
}

async function open(judgement: Judgement, { incidents }: NotifyDeps['stores']): Promise<Incident | undefined> {
  const incident = incidentOpenedBy(judgement);
  await incidents.put(incident); // false: somebody who was killed opened it before
  return incidents.get(incident.id);
}

async function goOn(active: Incident, judgement: Judgement, { incidents }: NotifyDeps['stores']) {
  const { run, evidence, explanation } = judgement;
  return updateIncident(incidents, active.id, ({ lastRun, severity }) => {
    if (lastRun !== active.lastRun) return undefined;
    const known = [severity, explanation?.severity].filter((one) => one !== undefined);
    return {
      lastRun: run,
      updatedAt: evidence.at,
      ...(known.length === 0 ? {} : { severity: mostSevere(known) }),
    };
  });
}

/** Whether a run was judged after another one: by the order in which they were, as a clock may have been set back. */
async function isAfter(
  { run, sequence }: Judgement,
  other: string,
  { judgements }: NotifyDeps['stores'],
): Promise<boolean> {
  const that = sequence === undefined || run === other ? undefined : await judgements.get(other);
  return that?.sequence === undefined || sequence === undefined ? run > other : sequence > that.sequence;
}
