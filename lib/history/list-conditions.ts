import type { Condition } from '../domain/verdict/condition.ts';
import type { Stores } from '../ports/stores.ts';
import { cursorOf, type ListQuery, limitOf, type Page, placeOf, touches } from './page.ts';

/** Conditions that are read at once, and at most for one page. */
const chunk = 100;
const mostLookedAt = 2000;

/**
 * What kept an endpoint from being watched at any time of the range, what began last first. A page may be short, even
 * empty, and still have a next one: what began long before the range may reach into it.
 *
 * Cost: reads from an index, at most 2,000 conditions a page.
 */
export async function listConditions(
  query: ListQuery & { readonly endpoint: string },
  { conditions }: Pick<Stores, 'conditions'>,
): Promise<Page<Condition>> {
  const { endpoint } = query;
  const limit = limitOf(query);
  const items: Condition[] = [];
  let place = placeOf(query.cursor);
  for (let looked = 0; looked < mostLookedAt; looked += chunk) {
    const before = place && { since: place.at, id: place.id };
    const found = await conditions.list({ endpoint, ...(before === undefined ? {} : { before }), last: chunk });
    items.push(...found.toReversed().filter(({ since, resolvedAt }) => touches(query, since, resolvedAt)));
    const last = items[limit - 1];
    if (items.length > limit && last !== undefined) return { items: items.slice(0, limit), next: cursorIn(last) };
    const [oldest] = found;
    if (oldest === undefined || found.length < chunk) return { items };
    place = { at: oldest.since, id: oldest.id };
  }
  return { items, ...(place === undefined ? {} : { next: cursorOf(place) }) };
}

function cursorIn({ since, id }: Condition): string {
  return cursorOf({ at: since, id });
}
