import type { ChannelGroup } from '../domain/verdict/evidence.ts';

/** How an endpoint is judged. */
export interface DetectorSettings {
  /** Average-run-length threshold of the whole endpoint: at most runs / threshold false alarms are expected. */
  readonly threshold: number;
  /** Runs that are learned before anything is ranked, 5 or more. */
  readonly baselineRuns: number;
  /** Groups of channels to look at, of those that the baseline holds; all if left out. */
  readonly groups?: readonly ChannelGroup[];
  /** Takes the baseline as it is, without looking whether it changed while it was learned; for runs in random order. */
  readonly trustBaseline?: boolean;
  /** Breaks ties between ranks, together with the id of the run; any text that is not chosen with the runs in view. */
  readonly salt: string;
}

/** Runs that are scored symmetrically, all against all, before a reference is cut off. */
export const bagLimit = 120;

/** Of those, how many become the reference; the others are scored against it. */
export const referenceRuns = bagLimit / 2;

/** Scores that are ranked among each other before the reference is frozen. */
export const frozenAt = 300;

/** Share of references that may be too unlucky for the bound that frozen ranks use. */
export const frozenRisk = 0.05;

/** A run counts as evidence when at least this share of its planned draws arrived. */
export const completeShare = 0.8;

/**
 * Share of the threshold at which the statistic alarms. The supermartingale bound alone would allow 1; the law of the
 * statistic under uniform ranks is known exactly, and at 0.6 its expected number of alarms in any number of runs was at
 * most 0.76 of runs / threshold in simulations over thresholds from 10 to 1,000 and baselines of 24 to 200 runs.
 * `test/calibration/` repeats them.
 */
export const alarmShare = 0.6;
