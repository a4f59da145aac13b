/**
 * How long an endpoint asked us to wait, in milliseconds from `now`: `retry-after-ms` (Azure: `x-ms-retry-after-ms`), then
 * `retry-after` in seconds or as an HTTP date, then Google's `RetryInfo` in the error body. Undefined if it asked for
 * nothing we can read; never negative, and a year at most.
 */
export function retryAfterMs(headers: Headers, body: string, now: Date): number | undefined {
  const asked = readWaitMs(headers, body, now);
  return asked === undefined ? undefined : Math.min(asked, yearMs);
}

const yearMs = 366 * 86_400_000;

function readWaitMs(headers: Headers, body: string, now: Date): number | undefined {
  const milliseconds = count(headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;

  const after = headers.get('retry-after');
  const seconds = count(after);
  if (seconds !== undefined) return seconds * 1000;
  const until = after === null ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(until)) return Math.max(0, until - now.getTime());

  // google.rpc.RetryInfo is one of `error.details`: {"@type": "….RetryInfo", "retryDelay": "12.5s"}.
  const delay = /"retryDelay"\s*:\s*"([0-9]+(?:\.[0-9]+)?)s"/.exec(body)?.[1];
  return delay === undefined ? undefined : Number(delay) * 1000;
}

function count(text: string | null): number | undefined {
  return text !== null && /^\s*[0-9]+(\.[0-9]+)?\s*$/.test(text) ? Number(text) : undefined;
}
