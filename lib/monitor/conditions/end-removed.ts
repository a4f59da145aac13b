import type { Condition } from '../../domain/verdict/condition.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConditionStore } from '../../ports/condition-store.ts';

export interface EndDeps {
  readonly stores: { readonly conditions: Pick<ConditionStore, 'open'> };
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Conditions of endpoints that were taken out of the project, each as it is once it is over: no run of theirs will ever show
 * that, and whoever is on call would have them open for ever. Nothing is written here.
 *
 * @param watched ids of the endpoints that the project has.
 *
 * Cost: one query.
 */
export async function overByRemoval(
  watched: ReadonlySet<string>,
  { stores, clock }: EndDeps,
): Promise<readonly Condition[]> {
  const left = (await stores.conditions.open()).filter(({ endpoint }) => !watched.has(endpoint));
  return left.map((condition) => overByNow(condition, clock.now()));
}

/** A condition that ended when its endpoint was gone: at this time, or when that was noted before. */
export function overByNow(condition: Condition, now: Date): Condition {
  const at = condition.endedBecause === undefined ? now.toISOString() : condition.updatedAt;
  const revision = condition.revision + 1;
  return { ...condition, status: 'resolved', endedBecause: 'removed', resolvedAt: at, updatedAt: at, revision };
}

/** The same as long as not everybody has heard of it: still open, with the time at which it ended. */
export function notYetTold(over: Condition): Condition {
  return { ...over, status: 'open', resolvedAt: undefined };
}

/** Conditions as they are once some are over, for whoever tells of that before it is written. */
export function asIfOver(
  conditions: Pick<ConditionStore, 'get' | 'list' | 'open' | 'put'>,
  over: readonly Condition[],
): ConditionStore {
  const ended = new Map(over.map((one) => [one.id, one]));
  return {
    put: (condition) => conditions.put(condition),
    get: async (id) => ended.get(id) ?? conditions.get(id),
    list: async (query) => (await conditions.list(query)).map((one) => ended.get(one.id) ?? one),
    open: async (endpoint) => (await conditions.open(endpoint)).filter(({ id }) => !ended.has(id)),
  };
}
