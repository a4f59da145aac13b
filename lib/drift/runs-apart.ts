import { seededRandom } from '../domain/random.ts';
import type { HealthCheckName } from '../domain/verdict/baseline-health.ts';
import { type CalibrationSet, runsOf } from './calibration-set.ts';
import { type Armed, testNewest } from './cohort.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { DetectorState } from './detector-state.ts';
import { episodesIn } from './episodes.ts';
import type { Raised } from './find-alarm.ts';
import { doubtsOf } from './health-checks.ts';
import { marksForAlarm } from './recurring-runs.ts';
import { windowGroups } from './window-groups.ts';

/** So far apart runs are asked for where a check fails and no episodes are seen. */
const usuallyApart = 2;

/** What an alarm has to hold for where the runs before it speak against the test's assumption. */
export interface Asked {
  readonly doubts: readonly HealthCheckName[];
  /** Only runs that are so many runs apart are tested. */
  readonly apart: number;
}

/**
 * What more an alarm has to show: nothing, where the runs before the change look exchangeable. Where neighbours are alike (load
 * that comes in episodes) or the hour matters, a few runs in a row say as little as one; runs that are further apart than
 * episodes last say what they seem to.
 *
 * @param changed number of the first run of the change.
 *
 * Time O(runs^2 goldens); only asked where there is an alarm.
 */
export function askMore(
  { cohorts, recent, applied }: DetectorState,
  { of }: Raised,
  changed: number,
  { salt, groups = ['text', 'logprobs'] }: DetectorSettings,
): Asked | undefined {
  const doubts = doubtsOf(recent.filter(({ number }) => number < changed));
  const cohort = cohortOf(cohorts, of.goldens);
  const before = cohort === undefined ? [] : runsOf(cohort.set).filter(({ number }) => number < changed);
  const numbers = cohort && before.length > 0 ? windowGroups(before, cohort.set.layout, groups) : undefined;
  const random = seededRandom(`${salt}\n${applied.at(-1)}\nepisodes`);
  const places = before.map(({ number }) => number);
  const episodes = numbers && episodesIn(numbers.groups, places, random);
  if (episodes === undefined && doubts.length === 0) return undefined;
  const seen: readonly HealthCheckName[] = episodes === undefined ? [] : ['rank-autocorrelation'];
  return { doubts: [...new Set([...seen, ...doubts])], apart: episodes ?? usuallyApart };
}

/**
 * Whether an alarm holds among runs that are so far apart, at the same level.
 *
 * Null: runs that are `apart` runs from each other are exchangeable. Then the expected number of alarms in m runs is at most
 * m / threshold, as an alarm that is asked for both is rarer than either. It costs time: a change has to last `apart` times as long.
 */
export function holdsApart(
  { cohorts, applied }: DetectorState,
  { of, share, recurring }: Raised,
  { apart }: Asked,
  { threshold, salt, groups = ['text', 'logprobs'] }: DetectorSettings,
): boolean {
  if (recurring !== undefined) return spaced(recurring.runs, apart).length >= marksForAlarm(threshold);
  const cohort = cohortOf(cohorts, of.goldens);
  if (cohort === undefined) return false;
  const thinned = { ...cohort, set: withApart(cohort.set, apart) };
  const test = testNewest(thinned, { level: share / threshold, groups, seed: `${salt}\n${applied.at(-1)}\napart` });
  return test?.test.isAlarm === true;
}

function cohortOf(cohorts: DetectorState['cohorts'], goldens: readonly string[]): Armed | undefined {
  return cohorts.find((one): one is Armed => one.kind === 'armed' && one.goldens.includes(goldens[0] as string));
}

function withApart(set: CalibrationSet, apart: number): CalibrationSet {
  const kept = new Set(spaced([...set.pool, ...set.newest], apart));
  return { ...set, pool: set.pool.filter((run) => kept.has(run)), newest: set.newest.filter((run) => kept.has(run)) };
}

/** The newest run, and of those before it as many as are so far from each other. */
function spaced<R extends { readonly number: number }>(runs: readonly R[], apart: number): R[] {
  const kept: R[] = [];
  for (const run of runs.toReversed()) {
    const next = kept.at(-1);
    if (next === undefined || next.number - run.number >= apart) kept.push(run);
  }
  return kept.reverse();
}
