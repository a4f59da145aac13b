import type { Endpoint } from '../../domain/endpoint/endpoint.ts';

/** How long what we looked up about an endpoint is believed: a run sees one answer, the next run asks again. */
const believedMs = 60_000;

/**
 * Looks something up once in a while instead of with every draw. A lookup that fails gives `undefined` and is tried
 * again by the next caller: identity is a bonus and never costs a sample.
 */
export function rememberLookUp<T>(lookUp: (endpoint: Endpoint) => Promise<T>, now: () => number = Date.now) {
  const known = new Map<string, { readonly value: Promise<T | undefined>; readonly until: number }>();
  return (endpoint: Endpoint): Promise<T | undefined> => {
    const key = JSON.stringify([endpoint.provider, endpoint.baseURL, endpoint.region, endpoint.model]);
    const entry = known.get(key);
    if (entry !== undefined && now() < entry.until) return entry.value;
    const value = lookUp(endpoint).catch(() => {
      known.delete(key);
      return undefined;
    });
    known.set(key, { value, until: now() + believedMs });
    return value;
  };
}
