import type { ListedFact } from '../domain/verdict/change-answer.ts';
import type { RunPlace } from '../ports/run-store.ts';
import type { Stores } from '../ports/stores.ts';
import { cursorOf, type ListQuery, limitOf, type Page, placeOf } from './page.ts';

/**
 * What runs of an endpoint found to be another than before, newest first; the facts of one run stand on one page.
 *
 * @param query `limit` counts runs that found facts.
 *
 * Cost: reads the judgements with facts from an index of their own, however many runs found none.
 */
export async function listFacts(
  query: ListQuery & { readonly endpoint: string; readonly epoch?: number | undefined },
  { judgements }: Pick<Stores, 'judgements'>,
): Promise<Page<ListedFact>> {
  const { endpoint, epoch, from, until } = query;
  const limit = limitOf(query);
  const after = placeOf(query.cursor);
  const before: RunPlace | undefined = after && { at: after.at, run: after.id };
  const found = await judgements.withFacts({
    endpoint,
    ...(epoch === undefined ? {} : { epoch }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(before === undefined ? {} : { before }),
    last: limit + 1,
  });
  const shown = found.toReversed().slice(0, limit);
  const last = shown.at(-1);
  const items = shown.flatMap(({ run, epoch: number, evidence }) =>
    evidence.facts.map((fact) => ({ ...fact, endpoint, epoch: number, run, at: evidence.at })),
  );
  return {
    items,
    ...(found.length > limit && last !== undefined ? { next: cursorOf({ at: last.evidence.at, id: last.run }) } : {}),
  };
}
