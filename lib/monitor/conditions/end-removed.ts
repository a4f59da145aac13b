import type { Condition } from '../../domain/verdict/condition.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';

export interface EndDeps {
  readonly stores: Pick<Stores, 'conditions'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Ends the conditions of endpoints that were taken out of the project: no run of theirs will ever show that they are over, and
 * whoever is on call would have them open for ever. Repeated it changes nothing.
 *
 * @param watched ids of the endpoints that the project has.
 * @returns what ended just now.
 *
 * Cost: one query.
 */
export async function endRemoved(watched: ReadonlySet<string>, { stores, clock }: EndDeps): Promise<Condition[]> {
  const left = (await stores.conditions.open()).filter(({ endpoint }) => !watched.has(endpoint));
  const ended: Condition[] = [];
  for (const condition of left) {
    const at = clock.now().toISOString();
    const over: Condition = {
      ...condition,
      status: 'resolved',
      endedBecause: 'removed',
      resolvedAt: at,
      updatedAt: at,
      revision: condition.revision + 1,
    };
    if (await stores.conditions.put(over)) ended.push(over); // else somebody else has just ended it
  }
  return ended;
}
