import type { Verdict } from '../domain/verdict/verdict.ts';
import { afterReturn } from './calibration-set.ts';
import type { Armed } from './cohort.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { DetectorState, DriftInProgress } from './detector-state.ts';
import type { RecentRun } from './recent-run.ts';
import { findReturn, type Return } from './return-test.ts';

/** After a return: the state, learned from the baseline and the runs since. */
export interface Returned {
  readonly state: DetectorState;
  readonly since: RecentRun;
}

/** Before it: that the newest runs look like one. */
export interface LooksBack extends Pick<Extract<Verdict, { kind: 'drift-detected' }>, 'looksBack'> {
  readonly state?: undefined;
}

/** Whether a change in progress is over, as the newest run leaves it; see `findReturn`. */
export function lookForReturn(
  state: DetectorState,
  { since, goldens, alarmedAt }: DriftInProgress,
  { groups = ['text', 'logprobs'], salt }: DetectorSettings,
): Returned | LooksBack | undefined {
  const changed = since.run.number;
  const cohort = state.cohorts.find(
    (one): one is Armed => one.kind === 'armed' && one.goldens.includes(goldens[0] as string),
  );
  const seed = `${salt}\n${state.applied.at(-1)}`;
  const found = cohort && findReturn(cohort.set, { changed, alarmed: alarmedAt }, groups, seed);
  const run = found && state.recent.find(({ number }) => number === found.since);
  if (found === undefined || run === undefined) return undefined;
  if (found.kind === 'returned') return { state: withoutDrift(state, changed, found, salt), since: run };
  const { runs, moreRuns } = found;
  return { looksBack: { run: run.run, at: run.at, runs, moreRuns } };
}

function withoutDrift(
  state: DetectorState,
  changed: number,
  { since: returned, wasOrdinary }: Return,
  salt: string,
): DetectorState {
  const cohorts = state.cohorts.map((one) =>
    one.kind === 'learning' ? one : { ...one, set: afterReturn(one.set, { changed, returned }, salt, wasOrdinary) },
  );
  // Runs of a false alarm are references from now on: what marked some of them is usual here.
  const recent = state.recent.map((run) => {
    if (wasOrdinary) return { ...run, marks: [] };
    const isChanged = run.number >= changed && run.number < returned;
    return isChanged ? { ...run, marks: [], isChanged: true as const } : run;
  });
  return { ...state, cohorts, recent, drift: undefined };
}
