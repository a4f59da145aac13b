import { apiPrefix, type Handler, problem } from '../api/api.ts';
import { refusal } from './guard.ts';
import type { PageFile } from './page-files.ts';

/** Nothing may be loaded or sent but from and to here, even if an answer of a model found a way into the page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const security = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export interface Served {
  readonly api: Handler;
  readonly page: ReadonlyMap<string, PageFile>;
  /** What whoever changes something has to know. */
  readonly token: string;
  /** Further paths, e.g. `/metrics`. */
  readonly others?: ReadonlyMap<string, Handler>;
}

/**
 * All that is served on a person's machine: the API, the page, and the page again under every path that it knows by itself,
 * so that each of its views has an address.
 */
export function serveHandler({ api, page, token, others = new Map() }: Served): Handler {
  return async (request) => withSecurity(refusal(request, token) ?? (await answered(request)));

  async function answered(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === apiPrefix || pathname.startsWith(`${apiPrefix}/`)) return api(request);
    const other = others.get(pathname);
    if (other !== undefined) return other(request);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return problem('method-not-allowed', [{ where: request.method, what: 'expected GET' }]);
    const [, name] = /^\/assets\/([\w.-]+)$/.exec(pathname) ?? [];
    const isView = !/^\/(?:assets|api)(?:\/|$)/.test(pathname);
    const file = page.get(name ?? (isView ? 'index.html' : ''));
    if (file === undefined) return problem('not-found', [{ where: 'path', what: 'there is nothing here' }]);
    return new Response(file.body, { headers: { 'content-type': file.type, 'cache-control': 'no-cache' } });
  }
}

function withSecurity(response: Response): Response {
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}
