import type { Cohort } from '../../drift/cohort.ts';
import type { DetectorState } from '../../drift/detector-state.ts';

/** Draws of each golden that a state has learned: of the baseline where there is one, else the most of any run so far. */
export function learnedDraws({ cohorts }: DetectorState): ReadonlyMap<string, number> {
  return new Map(cohorts.flatMap((cohort) => [...(cohort.kind === 'armed' ? layoutDraws(cohort) : mostDraws(cohort))]));
}

/**
 * The draws of goldens whose baseline has just been learned from runs of several sizes, where some had more than it uses; the
 * baseline is to be made of these again, with all runs cut to its size. Empty where all runs are alike.
 */
export function unevenDraws(before: DetectorState, after: DetectorState): ReadonlyMap<string, number> {
  const now = learnedDraws({ ...after, cohorts: after.cohorts.filter(({ kind }) => kind === 'armed') });
  const learned = learnedDraws({ ...before, cohorts: before.cohorts.filter(({ kind }) => kind === 'learning') });
  return new Map([...now].filter(([golden, draws]) => draws < (learned.get(golden) ?? 0)));
}

function layoutDraws({ set: { layout } }: Extract<Cohort, { kind: 'armed' }>): ReadonlyMap<string, number> {
  return new Map(layout.goldens.map((golden, i) => [golden, layout.draws[i] as number]));
}

function mostDraws({ runs }: Extract<Cohort, { kind: 'learning' }>): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { profile } of runs)
    for (const [golden, { draws }] of profile.goldens) most.set(golden, Math.max(draws, most.get(golden) ?? 0));
  return most;
}
