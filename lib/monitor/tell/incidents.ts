import { StoreError } from '../../domain/errors.ts';
import { type Incident, isActive } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { IncidentStore } from '../../ports/incident-store.ts';
import { mostRecent } from './active-and-newest.ts';

const triesToWrite = 5;

/** The incident that a run opens: its id is made of nothing but the judgement, so opening it twice opens it once. */
export function incidentOpenedBy({ endpoint, epoch, run, evidence, explanation }: Judgement): Incident {
  return {
    id: `${endpoint}/${epoch}/${run}`,
    endpoint,
    epoch,
    status: 'open',
    openedAt: evidence.at,
    openedByRun: run,
    updatedAt: evidence.at,
    lastRun: run,
    ...(explanation?.severity === undefined ? {} : { severity: explanation.severity }),
    revision: 0,
  };
}

/**
 * Writes the next revision of an incident, made by `change` from the stored one, again if somebody else wrote first.
 * `change` returns nothing when there is nothing left to change.
 *
 * @throws {StoreError} if it always loses the race.
 */
export async function updateIncident(
  incidents: IncidentStore,
  id: string,
  change: (incident: Incident) => Partial<Omit<Incident, 'id' | 'revision'>> | undefined,
): Promise<Incident | undefined> {
  for (let tries = 0; tries < triesToWrite; tries++) {
    const stored = await incidents.get(id);
    const changed = stored === undefined ? undefined : change(stored);
    if (stored === undefined || changed === undefined) return stored;
    const next = { ...stored, ...changed, revision: stored.revision + 1 };
    if (await incidents.put(next)) return next;
  }
  throw new StoreError(`incident ${id}: somebody else wrote it ${triesToWrite} times in between`);
}

/** Ends the incidents of epochs that are over, if there are any that are not; says who ended them and why. */
export async function closeIncidents(
  incidents: IncidentStore,
  end: {
    readonly endpoint: string;
    /** Incidents of earlier epochs than this one are closed. */
    readonly beforeEpoch: number;
    readonly status: 'accepted' | 'resolved';
    readonly by: string;
    readonly why: string;
    readonly at: string;
  },
): Promise<Incident[]> {
  const { endpoint, beforeEpoch, status, by, why, at } = end;
  const closed: Incident[] = [];
  for (const active of await incidents.active(endpoint)) {
    if (active.epoch >= beforeEpoch) continue;
    const incident = await updateIncident(incidents, active.id, (stored) =>
      isActive(stored) ? { status, by, why, updatedAt: at, resolvedAt: at } : undefined,
    );
    if (incident !== undefined) closed.push(incident);
  }
  return closed;
}

/** Opens an incident again whose acceptance was taken back; undefined where that acceptance had closed none. */
export async function reopenIncident(
  incidents: IncidentStore,
  {
    endpoint,
    closedAt,
    at,
    by,
    why,
  }: {
    readonly endpoint: string;
    readonly closedAt: string;
    readonly at: string;
    readonly by: string;
    readonly why: string;
  },
): Promise<Incident | undefined> {
  const wasClosedThen = ({ status, resolvedAt }: Incident) => status === 'accepted' && resolvedAt === closedAt;
  const closed = (await incidents.list(endpoint, { last: mostRecent })).findLast(wasClosedThen);
  if (closed === undefined) return undefined;
  return updateIncident(incidents, closed.id, (stored) =>
    wasClosedThen(stored)
      ? {
          status: 'open',
          updatedAt: at,
          resolvedAt: undefined,
          acknowledged: undefined,
          reopened: { at, by, why, times: (stored.reopened?.times ?? 0) + 1 },
        }
      : undefined,
  );
}
