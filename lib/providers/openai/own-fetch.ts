import type { Fetch } from '../shared/exchange.ts';

/** Under this key a request carries the `fetch` that it is sent with; `fetch` itself looks at no such key. */
const ownFetch = Symbol('the fetch of this request');

type Carrying = { readonly [ownFetch]?: Fetch };

/** Options that make a request of a client library carry its own `fetch`. */
export function carrying(fetch: Fetch): { readonly fetchOptions: object } {
  return { fetchOptions: { [ownFetch]: fetch } satisfies Carrying };
}

/**
 * The `fetch` of a client that is made once: every request goes through the one that it carries. Making a client for each
 * request, as it takes its `fetch` when it is made, costs more than sending.
 */
export const carriedFetch: Fetch = (input, init) => {
  const fetch = (init as Carrying | undefined)?.[ownFetch];
  if (fetch === undefined) throw new Error('a request that carries no fetch of its own');
  return fetch(input, init);
};
