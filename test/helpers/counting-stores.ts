import type { Stores } from '../../lib/ports/stores.ts';

/** Counts what is read from stores: calls, and the records that they gave. */
export interface Counted {
  readonly stores: Stores;
  calls: number;
  records: number;
}

/** The same stores, with every answer counted. */
export function countingStores(stores: Stores): Counted {
  const counted = { calls: 0, records: 0 };
  const counting = <T extends object>(store: T): T =>
    new Proxy(store, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          const answer = await value.apply(target, given);
          counted.calls++;
          counted.records += Array.isArray(answer) ? answer.length : 1;
          return answer;
        };
      },
    });
  const wrapped = Object.entries(stores).map(([name, store]) => [
    name,
    typeof store === 'object' ? counting(store) : store,
  ]);
  return Object.assign(counted, { stores: Object.fromEntries(wrapped) as Stores });
}
