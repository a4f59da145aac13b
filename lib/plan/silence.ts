import type { SilentCondition } from '../domain/verdict/condition.ts';
import { slotOf } from './next-due.ts';

/** When a run was planned. */
export interface PlannedRun {
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
}

/** When silence is told. */
export interface SilenceRules {
  /** How often a run is due. */
  readonly everySeconds: number;
  /** Runs that were due and not made. */
  readonly tellAfterRuns: number;
}

/** A time in which runs were due and none was made. */
export interface Silence {
  /** The last run before it. */
  readonly lastRun: PlannedRun;
  /** When the first run that was not made was due. */
  readonly since: Date;
  /** When it had lasted long enough to be told. */
  readonly openedAt: Date;
  /** Runs that were due and not made. */
  readonly due: number;
}

/** Gaps between earlier runs that say how often runs really come. */
const gapsLookedAt = 5;

/** Runs that are enough to tell silence by, the one that ended it among them. */
export const runsLookedAt = gapsLookedAt + 2;

/**
 * The silence after the newest of some runs up to a moment; undefined while fewer than `tellAfterRuns` were due and not
 * made. A slot counts once it has passed whole.
 *
 * Runs that come less often than the schedule says (a schedule of AWS that ticks less often, `every` that was shortened a
 * moment ago, a person who calls `run` now and then) are not silence: it also has to last as long as so many of the usual
 * gaps, the usual one being the lower median of the last five.
 *
 * @param runs oldest first, none after `until`.
 */
export function silenceAfter(
  runs: readonly PlannedRun[],
  until: Date,
  { everySeconds, tellAfterRuns }: SilenceRules,
): Silence | undefined {
  const lastRun = runs.at(-1);
  if (lastRun === undefined) return undefined;
  const schedule = { everySeconds, jitter: 0 };
  const slot = slotOf(new Date(lastRun.at), schedule);
  const due = slotOf(until, schedule) - slot - 1;
  const startOf = (one: number) => one * everySeconds * 1000;
  const toldAt = Math.max(startOf(slot + 1 + tellAfterRuns), Date.parse(lastRun.at) + tellAfterRuns * usualGapMs(runs));
  if (due < tellAfterRuns || until.getTime() < toldAt) return undefined;
  return { lastRun, since: new Date(startOf(slot + 1)), openedAt: new Date(toldAt), due };
}

/** Silence that goes on, as a condition: made of nothing but the last run, so that beginning it twice begins it once. */
export function silentCondition(
  endpoint: string,
  { lastRun, since, openedAt, due }: Silence,
  { everySeconds }: SilenceRules,
): SilentCondition {
  return {
    kind: 'silent',
    id: `${endpoint}/silent/${lastRun.run}`,
    endpoint,
    status: 'open',
    since: since.toISOString(),
    firstRun: lastRun.run,
    openedAt: openedAt.toISOString(),
    run: lastRun.run,
    runs: due,
    updatedAt: openedAt.toISOString(),
    lastRunAt: lastRun.at,
    everySeconds,
    revision: 0,
  };
}

/** Zero where too little is known. */
function usualGapMs(runs: readonly PlannedRun[]): number {
  const times = runs.slice(-gapsLookedAt - 1).map(({ at }) => Date.parse(at));
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
  return gaps.sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0;
}
