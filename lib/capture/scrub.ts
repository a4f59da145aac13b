import { redactedText } from './json-path.ts';

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

export function scrubbedRequestHeaders(headers: Headers): Record<string, string> {
  return only(headers, requestHeaders);
}

export function scrubbedResponseHeaders(headers: Headers): Record<string, string> {
  return only(headers, responseHeaders);
}

/** The URL without user, password and fragment, and with every value of its query replaced that might be a key. */
export function scrubbedUrl(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of new Set(url.searchParams.keys()))
    if (!plainParameters.has(name)) url.searchParams.set(name, redactedText);
  return url.href;
}

function only(headers: Headers, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => names.has(name)));
}
