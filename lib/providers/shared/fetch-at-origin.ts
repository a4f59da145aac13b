import type { Answered, Transport } from './quick-fetch.ts';

/** As many redirects as a server may send us through on its own origin. */
const mostHops = 3;

/**
 * `fetch` that follows a redirect to the same scheme, host and port only, and only one that keeps method and body. Every
 * other redirect is given back as the answer: prompts and keys are for the host that somebody wrote into the
 * configuration, and what another one answers is not an answer of the endpoint.
 */
export async function fetchAtOrigin<A extends Answered>(
  fetch: (...request: Parameters<Transport>) => Promise<A>,
  input: string | URL | Request,
  init: RequestInit,
): Promise<A> {
  let url = new URL(input instanceof Request ? input.url : input);
  for (let hops = 0; ; hops++) {
    const response = await fetch(hops === 0 ? input : url, { ...init, redirect: 'manual' });
    const next = redirectTarget(response, url);
    const isSame = next?.origin === url.origin && !(input instanceof Request) && keepsRequest(response.status, init);
    if (next === undefined || !isSame || hops === mostHops) return response;
    await response.body?.cancel();
    url = next;
  }
}

/** Where an answer sends its client; undefined if it is no redirect, or one to nowhere. */
export function redirectTarget({ status, headers }: Pick<Answered, 'status' | 'headers'>, from?: URL): URL | undefined {
  const location = headers.get('location');
  if (status < 300 || status >= 400 || location === null) return undefined;
  return URL.parse(location, from?.href) ?? undefined;
}

/** 301 to 303 make a GET of a POST, which would be another question. */
function keepsRequest(status: number, { method = 'GET' }: RequestInit): boolean {
  return status === 307 || status === 308 || method.toUpperCase() === 'GET';
}
