import { currentEpoch } from '../../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { mostSevere } from '../../domain/verdict/severity.ts';
import type { Stores } from '../../ports/stores.ts';
import { activeAndNewest, mostRecent } from './active-and-newest.ts';
import { incidentOpenedBy } from './incidents.ts';
import { openedAgain, stillShown } from './still-shown.ts';

type IncidentStores = Pick<Stores, 'epochs' | 'incidents' | 'judgements'>;

/** The incident that a judgement belongs to, and its next revision where the judgement changes it. */
export interface IncidentAfter {
  readonly incident: Incident | undefined;
  /** What is to be written: a first revision, or the one after the stored one. */
  readonly next?: Incident;
}

/**
 * What becomes of the incident of an endpoint after a judgement: drift opens one or goes on with it, no drift resolves it.
 * Judgements of an epoch that is over, and those that an incident knows already, change nothing.
 */
export async function incidentAfter(judgement: Judgement, stores: IncidentStores): Promise<IncidentAfter> {
  const { endpoint, epoch, run, verdict, evidence } = judgement;
  // Kept already, with the judgement itself or by whoever told of it first.
  if (judgement.incident !== undefined) return { incident: await stores.incidents.get(judgement.incident) };
  const current = currentEpoch(await stores.epochs.list(endpoint));
  if (current !== undefined && current.number !== epoch) return { incident: undefined };

  const recent = await activeAndNewest(endpoint, mostRecent, stores.incidents);
  const incidents = recent.filter((incident) => incident.epoch === epoch);
  const active = incidents.findLast(isActive);
  if (active === undefined) {
    if (verdict.kind !== 'drift-detected') return { incident: undefined };
    const known = (await findKnown(incidents, judgement, stores)) ?? (await findOlder(recent, judgement, stores));
    if (known !== undefined) return { incident: known };
    const still = await stillShown(incidents.at(-1), judgement, stores.judgements);
    if (still === undefined) return changeTo(incidentOpenedBy(judgement));
    return still.isTold ? changeTo(openedAgain(still.incident, judgement)) : { incident: still.incident };
  }
  if (!(await isAfter(judgement, active.lastRun, stores)))
    return { incident: await findKnown([active], judgement, stores) };
  const revision = active.revision + 1;
  if (verdict.kind === 'drift-detected')
    return changeTo({ ...active, lastRun: run, updatedAt: evidence.at, ...severityOf(active, judgement), revision });
  if (verdict.kind === 'no-drift-detected')
    return changeTo({ ...active, status: 'resolved', updatedAt: evidence.at, resolvedAt: evidence.at, revision });
  return { incident: undefined };
}

/** The most that it ever mattered, this run included. */
function severityOf({ severity }: Incident, { explanation }: Judgement): Pick<Incident, 'severity'> {
  const known = [severity, explanation?.severity].filter((one) => one !== undefined);
  return known.length === 0 ? {} : { severity: mostSevere(known) };
}

function changeTo(next: Incident): IncidentAfter {
  return { incident: next, next };
}

/** The incident between whose first and last run a run was judged. */
async function findKnown(
  incidents: readonly Incident[],
  judgement: Judgement,
  stores: IncidentStores,
): Promise<Incident | undefined> {
  for (const incident of incidents) {
    const { openedByRun, lastRun } = incident;
    if (judgement.run === openedByRun) return incident;
    if ((await isAfter(judgement, openedByRun, stores)) && !(await isAfter(judgement, lastRun, stores)))
      return incident;
  }
  return undefined;
}

/** The same among those before the ones at hand, where there may be such: a history that is judged again may reach back so far. */
async function findOlder(
  [oldest, ...more]: readonly Incident[],
  judgement: Judgement,
  stores: IncidentStores,
): Promise<Incident | undefined> {
  if (oldest === undefined || more.length + 1 < mostRecent) return undefined;
  if (Date.parse(judgement.evidence.at) >= Date.parse(oldest.openedAt)) return undefined;
  const before = { openedAt: new Date(Date.parse(judgement.evidence.at) + 1).toISOString(), id: '' };
  const older = await stores.incidents.list(judgement.endpoint, { before, last: mostRecent });
  return findKnown(
    older.filter(({ epoch }) => epoch === judgement.epoch),
    judgement,
    stores,
  );
}

/** Whether a run was judged after another one: by the order in which they were, as a clock may have been set back. */
async function isAfter({ run, sequence }: Judgement, other: string, { judgements }: IncidentStores): Promise<boolean> {
  const that = sequence === undefined || run === other ? undefined : await judgements.get(other);
  return that?.sequence === undefined || sequence === undefined ? run > other : sequence > that.sequence;
}
