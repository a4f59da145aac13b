import type { ChannelGroup } from '../domain/verdict/evidence.ts';

/** How an endpoint is judged. */
export interface DetectorSettings {
  /** At most runs / threshold false alarms are expected from the whole endpoint. */
  readonly threshold: number;
  /** Runs that are learned before anything is judged, 5 or more. */
  readonly baselineRuns: number;
  /** Groups of channels to look at, of those that the baseline holds; all if left out. */
  readonly groups?: readonly ChannelGroup[];
  /** Takes the baseline as it is, without looking whether it changed while it was learned; for runs in random order. */
  readonly trustBaseline?: boolean;
  /** Draws to use of each golden, at most; what is usual in the baseline if left out. See `learnAgain`. */
  readonly design?: ReadonlyMap<string, number>;
  /** Learns runs without testing them; see `learn`. */
  readonly learnOnly?: boolean;
  /** Goldens and steps that are watched, at most; `mostWatched` if left out. */
  readonly mostGoldens?: number;
  /** Seeds random orders, together with the id of the run; any text that is not chosen with the runs in view. */
  readonly salt: string;
}

/** A run with this share of what was asked for is evidence; with less, the endpoint was hardly there. */
export const answeredShare = 0.5;

/** A recorded run belongs to a baseline when this share of what was planned arrived. */
export const completeShare = 0.8;

/** A run is inconclusive when fewer of the baseline's goldens than this could be judged. */
export const coveredShare = 0.5;

/** Runs of its own circumstance (a warm prompt cache) that a run is held against, at least. */
export const circumstanceRuns = 8;
