import { hashJson } from '../../domain/content-hash.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { StoreError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Epoch } from '../../domain/verdict/epoch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EpochStore } from '../../ports/epoch-store.ts';

export interface EpochDeps {
  readonly epochs: EpochStore;
  readonly clock: Pick<Clock, 'now'>;
}

/** Hash of what is being watched: whatever of an endpoint's configuration reaches the model. */
export function watchedConfiguration(endpoint: Endpoint): string {
  const { provider, model, baseURL, region, project, apiVersion, parameters, parameterPolicy } = endpoint;
  const named = { provider, model, baseURL, region, project, apiVersion, parameters, parameterPolicy };
  return hashJson(named as unknown as JsonObject); // what is undefined leaves no trace in the hash
}

/**
 * The epoch that a run of this endpoint belongs to now: the newest one, or a new one if there is none or if something
 * else is being watched since. What was learned about another model says nothing about this one.
 */
export async function currentEpoch(endpoint: Endpoint, deps: EpochDeps): Promise<Epoch> {
  const configuration = watchedConfiguration(endpoint);
  const newest = (await deps.epochs.list(endpoint.id)).at(-1);
  if (newest?.configuration === configuration) return newest;
  const why = newest === undefined ? 'first run' : 'another provider, model, URL or other parameters were configured';
  return addEpoch(endpoint, newest, { by: 'pinwatch', why }, deps);
}

/** Begins the epoch after `newest`. */
export async function addEpoch(
  endpoint: Endpoint,
  newest: Epoch | undefined,
  { by, why }: { readonly by: string; readonly why: string },
  { epochs, clock }: EpochDeps,
): Promise<Epoch> {
  const epoch: Epoch = {
    endpoint: endpoint.id,
    number: (newest?.number ?? 0) + 1,
    startedAt: clock.now().toISOString(),
    by,
    why,
    configuration: watchedConfiguration(endpoint),
  };
  if (await epochs.add(epoch)) return epoch;
  throw new StoreError(`endpoint ${endpoint.id}: somebody else began epoch ${epoch.number} at the same time`);
}
