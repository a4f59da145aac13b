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
 * @param beyond judged runs that are looked past: where a clock was set back, a run that was left is dated before some that
 * were judged earlier. Functions of AWS, whose clocks are not set back, need none.
 *
 * Cost: one query, and reads one judgement, and those `beyond` it, where nothing was left.
 */
export async function unjudgedRuns(
  endpoint: string,
  now: Date,
  { runs, judgements }: Pick<Stores, 'runs' | 'judgements'>,
  beyond = 0,
): Promise<{ readonly unjudged: readonly RunRecord[]; readonly newest?: Judgement }> {
  const unjudged: RunRecord[] = [];
  let newest: Judgement | undefined;
  let left = beyond;
  for (let until: string | undefined; ; ) {
    const page = await runs.list({ endpoint, last: pageSize, ...(until === undefined ? {} : { until }) });
    for (const run of page.toReversed()) {
      if (run.status === 'open') continue;
      const judged = await judgements.get(run.run);
      if (judged === undefined) unjudged.push(run);
      else if (Date.parse(run.plannedAt) <= now.getTime()) {
        newest ??= judged;
        if (left-- <= 0) return { unjudged: unjudged.reverse(), newest };
      }
    }
    if (page.length < pageSize) return { unjudged: unjudged.reverse(), ...(newest === undefined ? {} : { newest }) };
    until = page[0]?.plannedAt;
  }
}
