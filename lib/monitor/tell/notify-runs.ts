import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { StoreError, UndeliveredError } from '../../domain/errors.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import { type NotifyDeps, notify } from './notify.ts';
import { tellConditions } from './tell-conditions.ts';

/**
 * Keeps the incident of an endpoint in step with its judged runs, and tells people. Without a run, it looks whether the
 * endpoint is silent.
 *
 * @returns the judgements, each with the incident that it belongs to.
 * @throws {UndeliveredError} if a sink did not take an alert. Everything is stored, and calling again sends what did not
 *   get through, and only that.
 */
export async function notifyRuns(
  { runs, endpoint }: { readonly runs: readonly string[]; readonly endpoint: Endpoint },
  deps: NotifyDeps,
): Promise<Judgement[]> {
  const undelivered = new Set<string>();
  const told: Judgement[] = [];
  const telling: NotifyDeps = {
    ...deps,
    onUndelivered: (sink, alert, reason) => {
      undelivered.add(sink);
      deps.onUndelivered?.(sink, alert, reason);
    },
  };
  if (runs.length === 0) await tellConditions(endpoint, telling);
  for (const run of runs) {
    const judgement = await deps.stores.judgements.get(run);
    if (judgement === undefined) throw new StoreError(`run ${run} was not judged, so there is nothing to tell`);
    told.push(await notify(judgement, endpoint, telling));
  }
  if (undelivered.size === 0) return told;
  throw new UndeliveredError(`endpoint ${endpoint.id}: an alert did not reach ${[...undelivered].sort().join(', ')}`);
}
