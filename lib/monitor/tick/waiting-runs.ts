import type { RunPlan } from '../../domain/run/run.ts';
import type { Stores } from '../../ports/stores.ts';

/** Runs that are looked at together; only where all of them have no judgement does the next page follow. */
const pageSize = 20;

/**
 * Runs of one endpoint that one tick judges belatedly, 0.2 s each: what a function can do in its 15 minutes, with room. Where
 * more wait, the oldest come first and no new run is begun, so that runs are judged in the order of time.
 */
export const mostToCatchUp = 1000;

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
  for (let until: string | undefined; ; ) {
    const page = await runs.list({ endpoint, last: pageSize, ...(until === undefined ? {} : { until }) });
    for (const { run, status } of page.toReversed()) {
      if (status === 'open') continue;
      if ((await judgements.get(run)) !== undefined) return forgotten.reverse();
      forgotten.push(run);
    }
    if (page.length < pageSize) return forgotten.reverse();
    until = page[0]?.plannedAt;
  }
}
