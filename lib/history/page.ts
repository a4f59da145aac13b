import { ConfigError } from '../domain/errors.ts';

/** Items that one answer holds, at most; whoever wants more asks for the next page. */
export const mostPerPage = 500;

/** One page of a list, newest first. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the page after this one; left out on the last. It stays good while new items come. */
  readonly next?: string;
}

/** What every list takes. Times are ISO 8601, `from` inclusive and `until` exclusive. */
export interface ListQuery {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** 1 to `mostPerPage`. @default 50 */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** Where an item of a list stands: by time, then by id. */
export interface Place {
  readonly at: string;
  readonly id: string;
}

/** Names a place in a list, for whoever asks for what follows it; to be passed on as it is. */
export function cursorOf({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** @throws {ConfigError} for a text that `cursorOf` did not make. */
export function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    if (typeof at === 'string' && typeof id === 'string' && !Number.isNaN(Date.parse(at))) return { at, id };
  } catch {
    // told below
  }
  throw new ConfigError([{ where: 'cursor', what: 'expected `next` of the page before, got something else' }]);
}

/** @throws {ConfigError} for a limit that no page has. */
export function limitOf({ limit = 50 }: Pick<ListQuery, 'limit'>): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostPerPage) return limit;
  throw new ConfigError([{ where: 'limit', what: `expected a whole number from 1 to ${mostPerPage}, got ${limit}` }]);
}

/**
 * A page of items that are all at hand, because there are few of them.
 *
 * @param items newest first.
 */
export function pageOf<T>(items: readonly T[], placeIn: (item: T) => Place, query: ListQuery): Page<T> {
  const after = placeOf(query.cursor);
  const limit = limitOf(query);
  const left = after === undefined ? items : items.filter((item) => isBefore(placeIn(item), after));
  const last = left[limit - 1];
  return {
    items: left.slice(0, limit),
    ...(left.length > limit && last !== undefined ? { next: cursorOf(placeIn(last)) } : {}),
  };
}

/** Whether one place comes before another in time, or by id where they are of one time. */
export function isBefore(one: Place, other: Place): boolean {
  const apart = Date.parse(one.at) - Date.parse(other.at);
  return apart < 0 || (apart === 0 && one.id < other.id);
}

/** Whether something that began and perhaps ended touches a time range. */
export function touches(
  { from, until }: Pick<ListQuery, 'from' | 'until'>,
  began: string,
  ended: string | undefined,
): boolean {
  if (until !== undefined && Date.parse(began) >= Date.parse(until)) return false;
  return from === undefined || ended === undefined || Date.parse(ended) >= Date.parse(from);
}
