import { redactedText } from './redact.ts';

/** Request headers that say how something was asked, and never who asks. Every other header stays out of recordings. */
const requestHeaders = new Set([
  'accept',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
  'openai-beta',
  'user-agent',
  'x-goog-api-client',
  'x-stainless-package-version',
]);

const responseHeaders = new Set([
  'content-type',
  'date',
  'openai-processing-ms',
  'openai-version',
  'request-id',
  'x-amzn-requestid',
  'x-ms-region',
  'x-request-id',
]);

/** Query parameters whose values are no secrets. */
const plainParameters = new Set(['alt', 'api-version', 'beta']);

export function scrubRequestHeaders(headers: Headers): Record<string, string> {
  return only(headers, requestHeaders);
}

export function scrubResponseHeaders(headers: Headers): Record<string, string> {
  return only(headers, responseHeaders);
}

/**
 * The URL without user, password and fragment, and with every value of its query replaced that might be a key; of a mere
 * path, which some implementations of `fetch` take, the path.
 */
export function scrubUrl(text: string): string {
  const isWhole = URL.canParse(text);
  const url = new URL(text, 'http://localhost');
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of new Set(url.searchParams.keys()))
    if (!plainParameters.has(name)) url.searchParams.set(name, redactedText);
  return isWhole ? url.href : url.pathname + url.search;
}

function only(headers: Headers, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => names.has(name)));
}
