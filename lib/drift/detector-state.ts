import type { Alarm } from '../domain/verdict/verdict.ts';
import { runsOf } from './calibration-set.ts';
import type { Cohort } from './cohort.ts';
import type { RecentRun } from './recent-run.ts';
import { newTripwires, type TripwireState } from './tripwires.ts';

/** Names the rules by which states and judgements were made; another number means that old ones are not comparable. */
export const detectorVersion = 'detector/3';

/** Newest runs that a state remembers one by one. */
export const rememberedRuns = 64;

/** Everything that the detector remembers of an endpoint and epoch: a function of its runs in their order. Never changed, only replaced. */
export interface DetectorState {
  readonly cohorts: readonly Cohort[];
  readonly tripwires: TripwireState;
  /** Set from an alarm until what is served is like the baseline again. */
  readonly drift?: DriftInProgress | undefined;
  /** Counted runs, the newest 64, newest last. */
  readonly recent: readonly RecentRun[];
  /** Ids of all runs that were applied, so that a repeated one changes nothing: the newest 64, newest last. */
  readonly applied: readonly string[];
  /** Counted runs so far; numbers the runs. */
  readonly counted: number;
}

/** An alarm, and when the change that raised it began. */
export interface DriftInProgress {
  readonly alarms: readonly Alarm[];
  readonly since: ChangeStart;
  /** Number and id of the run that raised the alarm. */
  readonly alarmedAt: number;
  readonly alarmedBy: string;
  /** Goldens of the cohort that alarmed, and the group of numbers that led. */
  readonly goldens: readonly string[];
  readonly group: string;
  /** Circumstances that the change came together with. */
  readonly cameWith?: string | undefined;
  /** How far apart the runs were that it had to hold for, as those before it were in doubt. */
  readonly heldApart?: number | undefined;
}

/** When a change began: the likeliest first run, and the bounds of the interval. */
export interface ChangeStart {
  readonly run: RecentRun;
  readonly earliest: RecentRun;
  readonly latest: RecentRun;
}

export function newDetector(): DetectorState {
  return { cohorts: [], tripwires: newTripwires, recent: [], applied: [], counted: 0 };
}

export function sizeOf(cohort: Cohort): number {
  return cohort.kind === 'learning' ? cohort.runs.length : runsOf(cohort.set).length;
}
