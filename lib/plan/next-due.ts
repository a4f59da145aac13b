import { seededRandom } from '../domain/random.ts';

/**
 * One run per endpoint and slot. Slots are `everySeconds` long and counted from 1970 in UTC, so every process that
 * reads the same configuration agrees on them without talking to another.
 */
export interface Schedule {
  readonly everySeconds: number;
  /** Share of the slot, 0 to 1, over which starts are spread. */
  readonly jitter: number;
}

/** Number of the slot that a time lies in. */
export function slotOf(at: Date, { everySeconds }: Schedule): number {
  return Math.floor(at.getTime() / (everySeconds * 1000));
}

/**
 * When the run of a slot starts: uniform over the first `jitter` of the slot, drawn from the endpoint's id and the slot.
 *
 * A fixed minute would always meet the same load (batch jobs start on the hour) and would learn that load as normal;
 * jitter makes the load of the day part of what is learned.
 */
export function startOfSlot(endpoint: string, slot: number, schedule: Schedule): Date {
  const offset = schedule.jitter * seededRandom(`start ${endpoint} ${slot}`)();
  return new Date(Math.round((slot + offset) * schedule.everySeconds * 1000));
}

/**
 * When the next run of an endpoint should start; a time that is not after `now` means at once.
 *
 * An endpoint that has never run is due at once. Slots that were missed are not made up for: one late run in the
 * current slot, then the schedule goes on.
 */
export function nextDue(endpoint: string, schedule: Schedule, lastRunAt: Date | undefined, now: Date): Date {
  if (lastRunAt === undefined) return now;
  const slot = Math.max(slotOf(lastRunAt, schedule) + 1, slotOf(now, schedule));
  return startOfSlot(endpoint, slot, schedule);
}

/**
 * When the run starts that a look at `at` has to begin, where the next look is `everyMs` later: the start of the slot if it
 * comes before that look, or `at` if it is past. Undefined where a later look is in time.
 *
 * Each start of a slot lies between two looks, and is begun by the first of them; so starts are as evenly spread over
 * the jitter as those of a process that never sleeps.
 */
export function startUntilNextLook(
  endpoint: string,
  schedule: Schedule,
  lastRunAt: Date | undefined,
  { at, everyMs }: { readonly at: Date; readonly everyMs: number },
): Date | undefined {
  const start = nextDue(endpoint, schedule, lastRunAt, at);
  if (start.getTime() >= at.getTime() + everyMs) return undefined;
  return start < at ? at : start;
}

/** Whether the current slot has had no run yet: the question of a one-shot `run`, whose start cron decides, not jitter. */
export function isDue(schedule: Schedule, lastRunAt: Date | undefined, now: Date): boolean {
  return lastRunAt === undefined || slotOf(lastRunAt, schedule) < slotOf(now, schedule);
}
