import * as z from 'zod';
import { Timestamp } from '../domain/ids.ts';

/** A time, or a day, which is its first moment in UTC. */
const Instant = z
  .union([Timestamp, z.iso.date()], {
    error: 'expected an ISO 8601 time with an offset, e.g. 2026-11-22T09:00:00Z, or a day, e.g. 2026-11-22',
  })
  .transform((text) => new Date(text).toISOString());

/** A range of time. */
export const range = {
  from: Instant.optional().describe('no earlier than this: a time, or a day in UTC'),
  to: Instant.optional().describe('before this: a time, or a day in UTC'),
};

const Cursor = z.string().max(600).optional().describe('the `next` of the page before');

/** A page of a list. */
export function paging(usual: number, most: number) {
  const wrong = `expected a whole number from 1 to ${most}`;
  const limit = z.coerce.number({ error: wrong }).int(wrong).min(1, wrong).max(most, wrong);
  return { limit: limit.default(usual).describe(`how many at most, 1 to ${most}`), cursor: Cursor };
}

export const byEndpoint = z.strictObject({ endpoint: z.string().min(1).max(64).describe('its id') });
export const byRun = z.strictObject({ run: z.string().min(1).max(200).describe('its id') });
export const Next = z.string().optional().describe('cursor of the next page; left out on the last one');
