import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { RunPlan } from '../../domain/run/run.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import { batchWithinMs } from '../../plan/batch-rhythm.ts';
import { isCurrent } from '../is-current.ts';
import type { TickDeps } from './tick-request.ts';

/** What is to be done about an endpoint's batches. */
export type BatchWork = NonNullable<TickTask['batches']>;

/** Whether the requests of a run are handed in together. */
export function isBatchRun({ stream }: Pick<RunPlan, 'stream'>): boolean {
  return stream?.delivery === 'batch';
}

/**
 * What is to be done about the batches of an endpoint: its open runs are gone on with, unless they are too old or the endpoint
 * is another one by now. Undefined where it has none.
 *
 * @param open its open batch runs.
 * @param isKept whether anything is kept about batches of it, also of runs that are over.
 */
export async function batchWork(
  endpoint: Endpoint,
  open: readonly RunPlan[],
  isKept: boolean,
  { stores, clock }: Pick<TickDeps, 'stores' | 'clock'>,
): Promise<BatchWork | undefined> {
  if (open.length === 0 && !isKept) return undefined;
  const [goOn, giveUp]: [string[], string[]] = [[], []];
  for (const plan of open) {
    // A plan that is dated in the future is as old as its clock was wrong.
    const isOld = Math.abs(clock.now().getTime() - Date.parse(plan.plannedAt)) > batchWithinMs;
    const goesOn = !isOld && (await isCurrent(plan, endpoint, stores));
    (goesOn ? goOn : giveUp).push(plan.run);
  }
  return { goOn, giveUp };
}
