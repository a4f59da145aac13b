import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { RunPlan } from '../domain/run/run.ts';
import type { Stores } from '../ports/stores.ts';
import { planEpoch } from './judge/begin-epoch.ts';

/** Whether what a run was planned for is what the endpoint is now. */
export async function isCurrent(
  { epoch, begins }: Pick<RunPlan, 'epoch' | 'begins'>,
  endpoint: Endpoint,
  { epochs }: Pick<Stores, 'epochs'>,
): Promise<boolean> {
  const planned = planEpoch(endpoint, await epochs.list(endpoint.id));
  return planned.epoch === epoch && planned.begins?.configuration === begins?.configuration;
}
