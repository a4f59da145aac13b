import * as z from 'zod';
import type { FailureClass } from '../../domain/run/completion.ts';
import { classifyHttpFailure } from '../shared/classify-http-failure.ts';
import { type Fetch, NoCredentials } from '../shared/exchange.ts';
import { fetchAtOrigin } from '../shared/fetch-at-origin.ts';
import { readCapped } from '../shared/read-capped.ts';

/** A client's credentials in Microsoft Entra ID, spelled as Azure's own tools write them to a file. */
export const EntraCredentials = z.looseObject({
  tenantId: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  activeDirectoryEndpointUrl: z.url().default('https://login.microsoftonline.com'),
});
export type EntraCredentials = z.infer<typeof EntraCredentials>;

const Token = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

const scope = 'https://cognitiveservices.azure.com/.default';
/** A token is given back early enough for the request that carries it. */
const spareMs = 5 * 60_000;
const deadlineMs = 10_000;
const mostTokenBytes = 1_000_000;

/**
 * Gets tokens by the client credentials flow of OAuth 2.0, one for all requests until it is about to expire.
 *
 * @returns a function that rejects with `NoCredentials` if there is none to be had.
 */
export function entraToken(
  credentials: EntraCredentials,
  {
    fetch = globalThis.fetch,
    now = Date.now,
  }: { readonly fetch?: Fetch | undefined; readonly now?: () => number } = {},
): () => Promise<string> {
  let kept: { readonly token: Promise<string>; until: number } | undefined;
  return () => {
    if (kept !== undefined && now() < kept.until) return kept.token;
    const asking = askForToken(credentials, fetch);
    const entry = { token: asking.then(({ access_token }) => access_token), until: Number.POSITIVE_INFINITY };
    kept = entry;
    asking.then(
      ({ expires_in }) => {
        entry.until = now() + Math.max(0, expires_in * 1000 - spareMs);
      },
      () => {
        entry.until = 0;
      },
    );
    return entry.token;
  };
}

async function askForToken(credentials: EntraCredentials, fetch: Fetch): Promise<z.infer<typeof Token>> {
  const { activeDirectoryEndpointUrl, tenantId, clientId, clientSecret } = credentials;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
  const url = `${activeDirectoryEndpointUrl.replace(/\/+$/, '')}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
  const signal = AbortSignal.timeout(deadlineMs);
  const body = new URLSearchParams(form);
  const answer = await read(fetchAtOrigin(fetch, url, { method: 'POST', body, signal })).catch(() => {
    throw new NoCredentials('unreachable');
  });
  if (!answer.ok) throw new NoCredentials(failureOf(answer));
  const token = Token.safeParse(tryParse(answer.text));
  if (!token.success) throw new NoCredentials('authentication');
  return token.data;
}

async function read(answering: Promise<Response>) {
  const response = await answering;
  const { ok, status, headers } = response;
  return { ok, status, headers, text: new TextDecoder().decode(await readCapped(response, mostTokenBytes)) };
}

/** A wrong secret, tenant or client is 400 or 401 here: not a wrong request of the one that waits for the token. */
function failureOf({ status, headers }: { readonly status: number; readonly headers: Headers }): FailureClass {
  if (status < 500 && status !== 429) return 'authentication';
  return classifyHttpFailure({ status, headers, body: '' });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A `fetch` that brings a token in place of whatever authorization a library has put in. */
export function bearerFetch(token: () => Promise<string>, fetch: Fetch): Fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('api-key');
    headers.set('authorization', `Bearer ${await token()}`);
    return fetch(input, { ...init, headers });
  };
}
