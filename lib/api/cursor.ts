import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { ApiProblem } from './api-problem.ts';

/** A place in a list that is ordered by time, newest first, and by id where times are equal. */
export interface Place {
  readonly at: string;
  readonly id: string;
}

const Stored = z.tuple([z.iso.datetime(), z.string().max(300)]);

/** Text that names a place in a list: whoever has it asks for what comes after. Its form is nobody's business. */
export function cursorOf({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([new Date(at).toISOString(), id])).toString('base64url');
}

/** @throws {ApiProblem} for a cursor that no answer ever held. */
export function placeOf(cursor: string): Place {
  try {
    const [at, id] = Stored.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at, id };
  } catch (cause) {
    throw new ApiProblem('bad-request', [{ where: 'cursor', what: 'expected the next of an earlier answer' }], {
      cause,
    });
  }
}

/** One page of a list, and where the next begins. */
export interface Page<T> {
  /** Newest first. */
  readonly items: readonly T[];
  /** Left out at the end of the list. */
  readonly next?: string;
}

export interface PageQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Lists the newest `last` items that are older than `until`, oldest first. */
type List<T> = (range: {
  readonly from?: string;
  readonly until?: string;
  readonly last: number;
}) => Promise<readonly T[]>;

/** Items of the same instant that are read beside a page, doubled until they are enough. */
const beside = 2;

/**
 * One page of a list, newest first. Reads what it gives and hardly more, however long the list is.
 *
 * @param placeIn where an item stands; its `at` must be what `list` orders by.
 */
export async function pageOf<T>(list: List<T>, placeIn: (item: T) => Place, query: PageQuery): Promise<Page<T>> {
  const { from, to, limit, cursor } = query;
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const until = after === undefined ? to : earlier(justAfter(after.at), to);
  const range = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
  for (let extra = beside; ; extra *= 2) {
    const listed = await list({ ...range, last: limit + extra });
    const rest = listed.filter((item) => after === undefined || comesAfter(placeIn(item), after)).reverse();
    if (rest.length <= limit && listed.length === limit + extra) continue;
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    return { items, ...(rest.length > limit && last !== undefined ? { next: cursorOf(placeIn(last)) } : {}) };
  }
}

function comesAfter(one: Place, other: Place): boolean {
  const apart = Date.parse(one.at) - Date.parse(other.at);
  return apart === 0 ? one.id < other.id : apart < 0;
}

/** The bounds of lists are exclusive. */
export function justAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}

function earlier(one: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) < Date.parse(one) ? other : one;
}
