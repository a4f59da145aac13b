import { createHash, timingSafeEqual } from 'node:crypto';
import { problem } from '../api/api.ts';

/** Names of this machine. A page of elsewhere that resolves its own name to this machine still sends its own name. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Methods that change nothing. */
const safe = new Set(['GET', 'HEAD']);

/**
 * What keeps others from asking a server on this machine in a person's name, through the browser that the person looks at
 * other pages with:
 *
 * - `Host` must name this machine, so that no page can rebind its name to it;
 * - `Origin`, and what the browser says of where a request comes from, must be the page itself;
 * - whatever changes state needs the token, which only the person knows who started the server.
 *
 * Whoever has an account on this machine can read what is served.
 *
 * @returns what is wrong; undefined for a request that may pass.
 */
export function refusal(request: Request, token: string): Response | undefined {
  const { host, isOwn } = senderOf(request);
  if (!loopback.test(host)) return refused('host', 'expected a name of this machine, e.g. localhost');
  if (!isOwn) return refused('origin', 'expected a request of this page, got one of another');
  if (safe.has(request.method) || hasToken(request, token)) return undefined;
  return refused('token', 'expected the token that pinwatch serve wrote when it started');
}

function senderOf({ headers, url, method }: Request): { readonly host: string; readonly isOwn: boolean } {
  const host = headers.get('host') ?? new URL(url).host;
  const origin = headers.get('origin');
  if (origin !== null) return { host, isOwn: hostOf(origin) === host.toLowerCase() };
  const site = headers.get('sec-fetch-site');
  // A link from anywhere may lead here; nothing else of another page may.
  const isLink =
    safe.has(method) && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document';
  return { host, isOwn: site === null || site === 'same-origin' || site === 'none' || isLink };
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined; // "null", e.g. of a file
  }
}

function hasToken({ headers }: Request, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function refused(where: string, what: string): Response {
  return problem('not-allowed', [{ where, what }]);
}
