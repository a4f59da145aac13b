import { uniformOf } from '../domain/content-hash.ts';
import { type CalibrationRun, calibrationRun, type StoredRun } from './calibration-run.ts';
import type { FeatureLayout } from './layout.ts';

/** Newest runs that a set knows in their order: the largest window. */
export const newestRuns = 64;
/** Older runs that it keeps beside them. */
export const poolRuns = 120;
/** So long after its first run the pool takes in runs, if it was full before: weekends belong into it. */
const poolSpanMs = 28 * 86_400_000;
/** A circumstance that has fewer runs than this in a full pool is still let in. */
const fewOfCircumstance = 24;

/**
 * The runs that a cohort of goldens is judged among, in conformal prediction's words its full-conformal calibration set: a
 * pool of older runs, and the newest ones. Which runs stand in the pool is decided by their time, their circumstances and a
 * hash of their id, never by what they said. Never changed, only replaced.
 */
export interface CalibrationSet {
  readonly layout: FeatureLayout;
  /** Oldest first; at most `poolRuns`. */
  readonly pool: readonly CalibrationRun[];
  /** The newest runs, oldest first; at most `newestRuns`. */
  readonly newest: readonly CalibrationRun[];
  /** ISO time of the first run that was ever added. */
  readonly beganAt?: string;
}

/** All runs of the set, oldest first. */
export function runsOf({ pool, newest }: CalibrationSet): readonly CalibrationRun[] {
  return [...pool, ...newest];
}

/**
 * Adds the next run; the oldest of the newest moves on into the pool, or is left out.
 *
 * @param heldSince number of the first run of a change in progress: from it on none moves into the pool.
 *
 * Time O(runs x goldens).
 */
export function withRun(
  set: CalibrationSet,
  run: StoredRun,
  salt: string,
  heldSince = Number.POSITIVE_INFINITY,
): CalibrationSet {
  const all = runsOf(set);
  const added = calibrationRun(run, freeSlot(all), all, set.layout);
  const newest = [...set.newest, added];
  const grown = { ...set, newest, beganAt: set.beganAt ?? run.at };
  if (newest.length <= newestRuns) return grown;
  const [leaving, ...kept] = newest as [CalibrationRun, ...CalibrationRun[]];
  const pool = leaving.number >= heldSince ? set.pool : withPooled(grown, leaving, salt);
  return { ...grown, pool, newest: kept };
}

/**
 * The set after a change that went away: what was there before it is the pool, and the runs since the return are the newest.
 *
 * @param withChanged whether the runs in between are kept, because they do not differ.
 */
export function afterReturn(
  set: CalibrationSet,
  since: { readonly changed: number; readonly returned: number },
  salt: string,
  withChanged: boolean,
): CalibrationSet {
  let pool = set.pool;
  for (const run of set.newest)
    if (run.number < since.changed || (withChanged && run.number < since.returned))
      pool = withPooled({ ...set, pool }, run, salt);
  return { ...set, pool, newest: set.newest.filter(({ number }) => number >= since.returned) };
}

function withPooled({ pool, beganAt }: CalibrationSet, run: CalibrationRun, salt: string): readonly CalibrationRun[] {
  if (pool.length < poolRuns) return [...pool, run];
  const counts = Map.groupBy(pool, ({ category }) => category);
  const own = counts.get(run.category)?.length ?? 0;
  const isOpen = Date.parse(run.at) - Date.parse(beganAt ?? run.at) <= poolSpanMs;
  if (own >= fewOfCircumstance && !isOpen) return pool;
  const isScarce = own < fewOfCircumstance && own < pool.length / counts.size;
  const largest = [...counts.values()].reduce((most, group) => (group.length > most.length ? group : most));
  const candidates = isScarce ? largest : isOpen ? [...pool, run] : [];
  if (candidates.length === 0) return pool;
  const last = candidates.reduce((a, b) => (ticket(b, salt) > ticket(a, salt) ? b : a));
  return last === run ? pool : [...pool.filter((other) => other !== last), run];
}

const tickets = new WeakMap<CalibrationRun, number>();

function ticket(run: CalibrationRun, salt: string): number {
  const known = tickets.get(run);
  if (known !== undefined) return known;
  const drawn = uniformOf(`${salt}\npool\n${run.run}`);
  tickets.set(run, drawn);
  return drawn;
}

function freeSlot(runs: readonly CalibrationRun[]): number {
  const taken = new Set(runs.map(({ slot }) => slot));
  let slot = 0;
  while (taken.has(slot)) slot++;
  return slot;
}
