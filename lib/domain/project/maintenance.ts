import { Cron } from 'croner';
import * as z from 'zod';
import { Slug, Timestamp } from '../ids.ts';
import { Duration, durationSeconds } from './duration.ts';

/** The longest that a recurring window may last: longer ones would meet themselves. */
const longestSeconds = 7 * 86_400;

const common = {
  name: Slug.describe('what messages call it'),
  endpoints: z.array(Slug).min(1).optional().describe('endpoints that it is for; all if left out'),
};

const TimeZone = z.string().refine(isTimeZone, 'expected a time zone, e.g. Europe/Berlin');

const CronPattern = z.string().refine(isCronPattern, 'expected a cron pattern of five fields, e.g. 0 22 * * SAT');

/** Planned once: from one time to another. */
const OneWindow = z
  .strictObject({ ...common, from: Timestamp, until: Timestamp })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), 'expected an end after its beginning');

/** Planned again and again: it begins at the times of a cron pattern, and lasts so long each time. */
const RecurringWindow = z.strictObject({
  ...common,
  cron: CronPattern.describe('when it begins: minute, hour, day of the month, month, day of the week'),
  for: Duration.refine((text) => durationSeconds(text) <= longestSeconds, 'expected at most 7d').describe(
    'how long it lasts, at most 7d',
  ),
  timeZone: TimeZone.default('UTC').describe('whose clock the pattern is read by'),
});

/**
 * A time in which something is planned to change: runs go on and are judged, nothing of these endpoints is told, and what
 * changed meanwhile is told at the end.
 */
export const MaintenanceWindow = z.union([OneWindow, RecurringWindow]);
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

/** When a window of maintenance is, once. */
export interface Occurrence {
  readonly from: Date;
  readonly until: Date;
}

/**
 * The occurrences of a window that end after one time and begin not later than another, oldest first. A pure function of
 * its arguments. Times of a pattern that a change of the clock skips or repeats are met once, as cron does.
 *
 * Cost: linear in the occurrences.
 */
export function occurrences(window: MaintenanceWindow, after: Date, until: Date): Occurrence[] {
  if (!('cron' in window)) {
    const one = { from: new Date(window.from), until: new Date(window.until) };
    return one.until > after && one.from <= until ? [one] : [];
  }
  const lastsMs = durationSeconds(window.for) * 1000;
  const pattern = cronOf(window.cron, window.timeZone);
  const found: Occurrence[] = [];
  // The pattern is asked for what comes after a time: one that begins `lastsMs` before `after` is over by then.
  let from = pattern.nextRun(new Date(after.getTime() - lastsMs));
  while (from !== null && from <= until) {
    found.push({ from, until: new Date(from.getTime() + lastsMs) });
    from = pattern.nextRun(from);
  }
  return found;
}

/** A pattern that nothing is scheduled by. */
function cronOf(pattern: string, timeZone?: string): Cron {
  return new Cron(pattern, { paused: true, mode: '5-part', ...(timeZone === undefined ? {} : { timezone: timeZone }) });
}

function isCronPattern(text: string): boolean {
  try {
    return /^\S+( +\S+){4}$/.test(text.trim()) && cronOf(text).nextRun(new Date(0)) !== null;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
