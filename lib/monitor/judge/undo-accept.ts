import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import { currentEpoch, type Epoch, isWatchedIn } from '../../domain/verdict/epoch.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import { deliverAlerts } from '../tell/deliver-alerts.ts';
import { reopenIncident } from '../tell/incidents.ts';
import { type AcceptDeps, addEpoch, type Decision } from './accept-baseline.ts';

/** What taking back an acceptance came to. */
export interface Undone {
  /** The epoch that is gone on with. */
  readonly epoch: Epoch;
  /** The one whose acceptance was taken back. */
  readonly undone: Epoch;
  /** The incident that is open again, where the acceptance had closed one. */
  readonly incident?: Incident;
  /** Whether the endpoint is configured as it was then; if not, its next run leaves that epoch again. */
  readonly isConfigured: boolean;
}

/**
 * Takes back the newest acceptance: the epoch before it is gone on with, with its baseline, and the incident that the
 * acceptance closed is open again. Nothing is forgotten: who accepted, who took it back, and why stay in the history.
 *
 * @throws {ConfigError} if nothing was accepted since another epoch began.
 */
export async function undoAccept(endpoint: Endpoint, reason: Decision, deps: AcceptDeps): Promise<Undone> {
  const { stores, clock } = deps;
  const epochs = await stores.epochs.list(endpoint.id);
  const accepted = epochs.at(-1);
  const before = currentEpoch(epochs.slice(0, -1));
  if (accepted === undefined || before === undefined || accepted.by === 'pinwatch' || accepted.undoes !== undefined)
    throw new ConfigError([
      {
        where: `endpoint ${endpoint.id}`,
        what: `expected a baseline that was accepted last, got ${newestWords(accepted)}`,
      },
    ]);
  const { configuration, watched } = before;
  await addEpoch(
    {
      endpoint: endpoint.id,
      number: accepted.number + 1,
      startedAt: clock.now().toISOString(),
      ...reason,
      configuration,
      ...(watched === undefined ? {} : { watched }),
      returnsTo: before.number,
      undoes: accepted.number,
    },
    deps,
  );
  const incident = await reopenIncident(stores.incidents, {
    endpoint: endpoint.id,
    closedAt: accepted.startedAt,
    at: clock.now().toISOString(),
    ...reason,
  });
  await deliverAlerts(endpoint, deps);
  const isConfigured = isWatchedIn(before, endpoint);
  return { epoch: before, undone: accepted, isConfigured, ...(incident === undefined ? {} : { incident }) };
}

function newestWords(newest: Epoch | undefined): string {
  if (newest === undefined) return 'no baseline at all';
  if (newest.undoes !== undefined) return `one that was taken back already, by ${newest.by}: ${newest.why}`;
  return `epoch ${newest.number}: ${newest.why}`;
}
