import type { RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';

/** Outputs of a sealed run that the history has lost. */
export interface LostOutputs {
  /** Where they stand, as errors name it. */
  readonly where: string;
  /** The day of the run, UTC, where the place tells it: `2026-11-24`. */
  readonly day?: string;
  /** Set where a run that is opened and closed finds them: its draws need not be stored again. */
  readonly isInPlace?: boolean;
  /** What is left of the run's record, if anything. */
  readonly record?: RunRecord;
  /** @throws {UnreadableError} if they are damaged. */
  samples(): Promise<readonly Sample[]>;
}

/** Something stored that is not where it should be, or that nothing names. */
export interface Misplaced {
  readonly where: string;
  /** What was found, and what was expected. */
  readonly what: string;
  /** Mends it out of what else is stored; absent where nothing can. May be called again. */
  readonly mend?: () => Promise<void>;
}

/** Looks below the records of a store: whether what is there is named, and what is named is there. Writes nothing. */
export interface Inspection {
  lostOutputs(): Promise<readonly LostOutputs[]>;
  /** @param now what is younger than an hour may belong to somebody who is at work, and is let be. */
  misplaced(now: Date): Promise<readonly Misplaced[]>;
}
