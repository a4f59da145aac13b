import { currentEpoch } from '../../domain/verdict/epoch.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Stores } from '../../ports/stores.ts';
import { incidentOpenedBy } from './incidents.ts';
import { openedAgain, stillShown } from './still-shown.ts';

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
export async function incidentAfter(
  judgement: Judgement,
  stores: Pick<Stores, 'epochs' | 'incidents' | 'judgements'>,
): Promise<IncidentAfter> {
  const { endpoint, epoch, run, verdict, evidence } = judgement;
  const current = currentEpoch(await stores.epochs.list(endpoint));
  if (current !== undefined && current.number !== epoch) return { incident: undefined };

  const newest = (await stores.incidents.list(endpoint)).findLast((incident) => incident.epoch === epoch);
  if (newest !== undefined && !(await isAfter(judgement, newest.lastRun, stores))) {
    const isKnown = run === newest.openedByRun || (await isAfter(judgement, newest.openedByRun, stores));
    return { incident: isKnown ? newest : undefined };
  }
  const active = newest !== undefined && isActive(newest) ? newest : undefined;
  if (verdict.kind === 'drift-detected') {
    if (active !== undefined)
      return changed({ ...active, lastRun: run, updatedAt: evidence.at, revision: active.revision + 1 });
    const still = await stillShown(newest, judgement, stores.judgements);
    if (still === undefined) return changed(incidentOpenedBy(judgement));
    return still.isTold ? changed(openedAgain(still.incident, judgement)) : { incident: still.incident };
  }
  if (verdict.kind === 'no-drift-detected' && active !== undefined)
    return changed({
      ...active,
      status: 'resolved',
      updatedAt: evidence.at,
      resolvedAt: evidence.at,
      revision: active.revision + 1,
    });
  return {
    incident: judgement.incident === undefined ? undefined : await stores.incidents.get(judgement.incident),
  };
}

function changed(next: Incident): IncidentAfter {
  return { incident: next, next };
}

/** Whether a run was judged after another one: by the order in which they were, as a clock may have been set back. */
async function isAfter(
  { run, sequence }: Judgement,
  other: string,
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<boolean> {
  const that = sequence === undefined || run === other ? undefined : await judgements.get(other);
  return that?.sequence === undefined || sequence === undefined ? run > other : sequence > that.sequence;
}
