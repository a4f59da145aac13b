import type { ObservedRun } from '../domain/run/observed-run.ts';
import { runsOf } from './calibration-set.ts';
import type { Armed } from './cohort.ts';
import { observe } from './detector.ts';
import type { DetectorSettings } from './detector-settings.ts';
import { type DetectorState, newDetector } from './detector-state.ts';
import type { Design } from './run-profile.ts';

/** A state that should be learned again from stored samples, and how. */
export interface LearnAgain {
  readonly why: 'other-design' | 'cohorts-can-merge';
  /** Draws to use of each golden; what the settings of `learn` and of every later run have to say. */
  readonly design: Design;
  /** Ids of the runs to learn, oldest first. */
  readonly runs: readonly string[];
}

/**
 * Whether a state should be learned again:
 *
 * - the run is planned with fewer draws of at least one golden than the baseline's design, as `repetitions` were lowered.
 *   Such a golden would be missing in every later run; learned again with as many draws of the old runs, nothing is lost.
 * - several cohorts exist and the youngest holds as many runs as are ever kept: all goldens can be judged together again.
 *
 * @param asked draws of each golden that the run asks for.
 */
export function learnAgain({ cohorts }: DetectorState, asked: Design): LearnAgain | undefined {
  const armed = cohorts.filter((cohort) => cohort.kind === 'armed');
  const held = new Map(
    armed.flatMap(({ set: { layout } }) =>
      layout.goldens.map((golden, i): [string, number] => [golden, layout.draws[i] as number]),
    ),
  );
  const fewer = [...held].filter(([golden, draws]) => (asked.get(golden) ?? draws) < draws);
  if (fewer.length > 0) {
    const design = new Map([...held].map(([golden, draws]) => [golden, Math.min(draws, asked.get(golden) ?? draws)]));
    return { why: 'other-design', design, runs: keptRuns(armed) };
  }
  const youngest = armed.at(-1);
  if (armed.length < 2 || youngest === undefined || armed.length < cohorts.length) return undefined;
  const began = Math.min(...runsOf(youngest.set).map(({ number }) => number));
  const isFull = youngest.set.pool.length >= fullPool;
  if (!isFull) return undefined;
  const common = keptRuns(armed, began);
  return { why: 'cohorts-can-merge', design: held, runs: common };
}

/** A pool of so many runs is long enough to start from. */
const fullPool = 120;

/** Ids of the runs that any cohort keeps, oldest first. */
export function keptRuns(cohorts: readonly Armed[], from = 0): readonly string[] {
  const ids = new Map<number, string>();
  for (const { set } of cohorts) for (const { number, run } of runsOf(set)) if (number >= from) ids.set(number, run);
  return [...ids].sort(([a], [b]) => a - b).map(([, run]) => run);
}

/**
 * Learns runs anew, without judging them. What was said before stays said: an open incident is the caller's to keep.
 *
 * @param runs oldest first, as they were stored. Time O(runs x (characters + kept runs x goldens)).
 */
export function learn(runs: Iterable<ObservedRun>, settings: DetectorSettings): DetectorState {
  let state = newDetector();
  for (const run of runs) state = observe(state, run, { ...settings, learnOnly: true }).state;
  return state;
}
