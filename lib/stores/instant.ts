import { StoreError } from '../domain/errors.ts';

/**
 * The same instant as text that sorts by time: UTC to the millisecond, e.g. `2026-11-22T08:00:00.000Z`. Timestamps come
 * with any offset and any number of decimals, and as they are they would sort wrongly.
 */
export function sortableInstant(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) throw new StoreError(`expected an ISO 8601 time, got ${JSON.stringify(timestamp)}`);
  return time.toISOString();
}

/** The sortable instant `ms` milliseconds before another. */
export function instantBefore(timestamp: string, ms: number): string {
  return new Date(new Date(sortableInstant(timestamp)).getTime() - ms).toISOString();
}
