import type { RunRecord } from '../../domain/run/run.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Stores } from '../../ports/stores.ts';

/** Runs that were left without a judgement are looked for among so many of the newest. */
const lookBack = 20;

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
  for (const run of [...(await runs.list({ endpoint, last: lookBack }))].reverse()) {
    if (run.status === 'open') continue;
    const judged = await judgements.get(run.run);
    if (judged === undefined) unjudged.unshift(run);
    else if (Date.parse(run.plannedAt) <= now.getTime()) return { unjudged, newest: judged };
  }
  return { unjudged };
}
