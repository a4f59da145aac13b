import { ConfigError } from '../domain/errors.ts';
import { Timestamp } from '../domain/ids.ts';
import { Duration, durationSeconds } from '../domain/project/duration.ts';

/**
 * A time that a person gives: ISO 8601 with its offset, or a duration counted from now in a direction.
 *
 * @throws {ConfigError} if it is neither.
 */
export function pointInTime(
  option: string,
  text: string,
  { now, sign }: { readonly now: Date; readonly sign: 1 | -1 },
): Date {
  if (Duration.safeParse(text).success) return new Date(now.getTime() + sign * durationSeconds(text) * 1000);
  if (Timestamp.safeParse(text).success) return new Date(text);
  throw new ConfigError([
    {
      where: option,
      what: `expected a duration such as 2h, or a time such as 2026-12-01T08:00:00Z, got "${text}"`,
    },
  ]);
}
