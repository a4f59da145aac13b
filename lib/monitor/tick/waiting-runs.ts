import type { RunPlan } from '../../domain/run/run.ts';
import type { Stores } from '../../ports/stores.ts';

/** Runs that were left without a judgement are looked for among so many of the newest. */
const lookBack = 20;

/** Open runs that nobody works on any more. */
export function abandonedRuns(
  plans: readonly RunPlan[],
  { now, afterMs }: { readonly now: Date; readonly afterMs: number },
): string[] {
  return plans.filter(({ plannedAt }) => now.getTime() - Date.parse(plannedAt) > afterMs).map(({ run }) => run);
}

/** Sealed runs of an endpoint that nobody judged, since the newest one that was; oldest first. */
export async function unjudgedRuns(
  endpoint: string,
  { runs, judgements }: Pick<Stores, 'runs' | 'judgements'>,
): Promise<string[]> {
  const forgotten: string[] = [];
  for (const { run, status } of [...(await runs.list({ endpoint, last: lookBack }))].reverse()) {
    if (status === 'open') continue;
    if ((await judgements.get(run)) !== undefined) break;
    forgotten.unshift(run);
  }
  return forgotten;
}
