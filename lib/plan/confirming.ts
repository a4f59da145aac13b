import { seededRandom } from '../domain/random.ts';
import { type Schedule, slotOf } from './next-due.ts';

/** How many confirming runs may be made beside the scheduled ones. */
export interface ConfirmingRules {
  /** At most, as a share of the slots of the schedule; above 0. */
  readonly share: number;
  /** At most in a row. */
  readonly most: number;
}

/** Slots of the schedule in which there are at most `most` confirming runs. */
export function slotsLookedAt({ share, most }: ConfirmingRules): number {
  return Math.ceil(most / share);
}

/**
 * When the next confirming run may start; undefined where none may, because enough were made. A confirming run is one in a slot
 * that has had a run. There are at most `most` of them in any `most / share` slots in a row, so in a year at most `share`
 * times its slots and `most` more. A pure function of when runs were made: of the past only.
 *
 * They are a sixth of the interval apart, five minutes to an hour, and moved at random by a quarter of that: runs of one
 * minute would share the load of that minute, and say the same thing again.
 *
 * @param made when runs were made, oldest first: those of `slotsLookedAt` slots at least.
 */
export function nextConfirming(
  endpoint: string,
  schedule: Schedule,
  { made, now }: { readonly made: readonly Date[]; readonly now: Date },
  rules: ConfirmingRules,
): Date | undefined {
  const last = made.at(-1);
  if (last === undefined) return undefined;
  const slots = made.map((at) => slotOf(at, schedule));
  const from = slotOf(now, schedule) - slotsLookedAt(rules);
  const extra = slots.filter((slot, i) => i > 0 && slot === slots[i - 1] && slot > from).length;
  if (extra >= rules.most) return undefined;
  const jitter = 0.75 + 0.5 * seededRandom(`confirm ${endpoint} ${last.toISOString()}`)();
  return new Date(last.getTime() + Math.round(1000 * apartSeconds(schedule) * jitter));
}

/**
 * Seconds from a change until the goldens have been run so many times, where their canary alarms meanwhile and asks for confirming
 * runs: the first of them at once, the others as far apart as they are on average.
 *
 * @param runs that show the change, from 1 on; the first scheduled one comes after half an interval, as the change does not wait.
 */
export function secondsWithConfirming(
  runs: number,
  {
    everySeconds,
    canarySeconds,
    most,
  }: { readonly everySeconds: number; readonly canarySeconds: number; readonly most: number },
): number {
  const apart = apartSeconds({ everySeconds, jitter: 0 });
  const scheduled = Array.from({ length: runs }, (_, i) => (i + 0.5) * everySeconds);
  const confirming = Array.from({ length: most }, (_, i) => canarySeconds + i * apart);
  return [...scheduled, ...confirming].sort((a, b) => a - b)[runs - 1] as number;
}

function apartSeconds({ everySeconds }: Schedule): number {
  return Math.min(3600, Math.max(everySeconds / 6, Math.min(300, everySeconds / 2)));
}
