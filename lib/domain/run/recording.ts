import type { Sample } from './sample.ts';

/** Recorded runs of one endpoint, as a recording holds them: sorted by `at`, then by `run`. */
export interface Recording {
  /** Where it came from, e.g. a path; says in messages which of several recordings is meant. */
  readonly source: string;
  readonly runs: readonly RecordedRun[];
}

/** Samples that were drawn close together. */
export interface RecordedRun {
  readonly run: string;
  /** ISO 8601 time of its earliest sample. */
  readonly at: string;
  /** At least one, in the order in which they stand in the recording. */
  readonly samples: readonly Sample[];
}
