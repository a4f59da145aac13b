import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { canaryId } from '../domain/endpoint/with-canaries.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import { confirmingShare, everySecondsOf, mostConfirming } from '../domain/project/run-schedule.ts';
import { nextConfirming, slotsLookedAt } from '../plan/confirming.ts';
import type { Stores } from '../ports/stores.ts';

/** A run that is wanted beside the schedule, because something looks as if the model had changed. */
export interface ConfirmingRun {
  /** When it starts; not after now if it is late. */
  readonly at: Date;
  /** The endpoint's own evidence is high, or its canary raised an alarm. */
  readonly why: 'suspected' | 'canary';
}

type ConfirmingStores = Pick<Stores, 'runs' | 'judgements' | 'incidents'>;

/**
 * The confirming run that an endpoint wants now; undefined where it wants none. It wants them while its newest run is judged
 * *suspected*, and `mostConfirming` of them after an alarm of its canary; never while it learns, nor in an incident of its own,
 * of which enough is known. Whether and when depends on what is stored of the past only, which is what keeps the promise.
 *
 * Cost: nothing where an endpoint has no share of confirming runs; else its newest judgement, its incidents and, where one is
 * wanted, the records of as many runs as there are slots to look at.
 */
export async function confirmingRun(
  endpoint: Endpoint,
  project: Pick<ProjectFile, 'every' | 'jitter'> & Partial<Pick<ProjectFile, 'endpoints'>>,
  stores: ConfirmingStores,
  now: Date,
): Promise<ConfirmingRun | undefined> {
  const rules = { share: confirmingShare(endpoint), most: mostConfirming };
  if (rules.share === 0) return undefined;
  const why = await wantedBecause(endpoint, project, stores);
  if (why === undefined) return undefined;
  const schedule = { everySeconds: everySecondsOf(endpoint, project), jitter: project.jitter };
  const last = slotsLookedAt(rules) + rules.most;
  const records = await stores.runs.list({
    endpoint: endpoint.id,
    until: new Date(now.getTime() + 1).toISOString(),
    last,
  });
  const made = records.map(({ plannedAt }) => new Date(plannedAt));
  const at = nextConfirming(endpoint.id, schedule, { made, now }, rules);
  return at === undefined ? undefined : { at, why };
}

async function wantedBecause(
  endpoint: Endpoint,
  { endpoints = [] }: Partial<Pick<ProjectFile, 'endpoints'>>,
  stores: ConfirmingStores,
): Promise<ConfirmingRun['why'] | undefined> {
  const [newest] = await stores.judgements.summaries({ endpoint: endpoint.id, last: 1 });
  if (newest === undefined || newest.verdict.kind !== 'no-drift-detected') return undefined;
  if ((await stores.incidents.active(endpoint.id)).length > 0) return undefined;
  if (newest.verdict.suspected) return 'suspected';
  const hasCanary = endpoints.some(({ canaryOf }) => canaryOf === endpoint.id);
  const alarm = hasCanary ? (await stores.incidents.active(canaryId(endpoint.id))).at(-1) : undefined;
  if (alarm === undefined) return undefined;
  const since = await stores.runs.list({ endpoint: endpoint.id, from: alarm.openedAt, last: mostConfirming });
  return since.length < mostConfirming ? 'canary' : undefined;
}
