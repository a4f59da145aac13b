import * as z from 'zod';

/** An id that is safe in a file name, an object key and a metric dimension. */
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/,
    'expected 1 to 64 characters of a-z, 0-9, dot, underscore and hyphen, beginning and ending with a letter or digit',
  );

/** ISO 8601 time in UTC, e.g. `2026-11-22T09:00:00.000Z`. */
export const Timestamp = z.iso.datetime({ offset: true });
export type Timestamp = z.infer<typeof Timestamp>;

/** Lower-case hex SHA-256. */
export const ContentHashText = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');
