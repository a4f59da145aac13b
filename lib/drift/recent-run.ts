import type { RunRate } from '../domain/verdict/evidence.ts';

/** What the detector remembers of a counted run. */
export interface RecentRun {
  readonly run: string;
  readonly at: string;
  readonly number: number;
  /** p-value of the run's test, over all cohorts; absent while learning. */
  readonly pValue?: number;
  /** Rank of the run alone among those that were kept; absent while learning and while drift is in progress. */
  readonly rank?: number;
  /** How often it showed what people care about, pooled over goldens. */
  readonly rates?: readonly RunRate[];
  /** What it did that no reference came near; such a run is no reference for the same. See `marksOf`. */
  readonly marks?: readonly string[];
  /** Set for runs of a change that went away: they are no reference for anything. */
  readonly isChanged?: true;
}
