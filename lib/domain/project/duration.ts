import * as z from 'zod';

/** A whole number and a unit, e.g. `30m`, `1h` or `1d`. */
export const Duration = z
  .string()
  .regex(/^[1-9][0-9]*(s|m|h|d)$/, 'expected a whole number and a unit, e.g. 30m, 1h or 1d');

/** Seconds in a duration such as `30m`; the schema has already made sure of its form. */
export function durationSeconds(text: string): number {
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[text.slice(-1)] as number;
  return Number(text.slice(0, -1)) * unit;
}
