import type { RunRecord } from '../../domain/run/run.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Stores } from '../../ports/stores.ts';

/** Runs that are looked at together; only where all of them have no judgement does the next page follow. */
const pageSize = 20;

/**
 * Runs of one endpoint that one tick judges belatedly, 0.2 s each: what a function can do in its 15 minutes, with room. Where
 * more wait, the oldest come first and no new run is begun, so that runs are judged in the order of time.
 */
export const mostToCatchUp = 1000;

/**
 * Sealed runs of an endpoint that nobody judged since the newest one that was, oldest first; and the judgement of that, of
 * which perhaps nobody was told. Runs that are dated in the future, by a clock that was wrong, hide none of those before.
 *
 * Cost: one query, and reads one judgement where nothing was left.
 */
export async function unjudgedRuns(
  endpoint: string,
  now: Date,
  { runs, judgements }: Pick<Stores, 'runs' | 'judgements'>,
): Promise<{ readonly unjudged: readonly RunRecord[]; readonly newest?: Judgement }> {
  const unjudged: RunRecord[] = [];
  for (let until: string | undefined; ; ) {
    const page = await runs.list({ endpoint, last: pageSize, ...(until === undefined ? {} : { until }) });
    for (const run of page.toReversed()) {
      if (run.status === 'open') continue;
      const judged = await judgements.get(run.run);
      if (judged === undefined) unjudged.push(run);
      else if (Date.parse(run.plannedAt) <= now.getTime()) return { unjudged: unjudged.reverse(), newest: judged };
    }
    if (page.length < pageSize) return { unjudged: unjudged.reverse() };
    until = page[0]?.plannedAt;
  }
}
