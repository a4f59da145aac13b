import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Sample } from '../domain/run/sample.ts';

/** What it takes to erase text for good from where it is kept. Every call may be cut off and repeated. */
export interface Erasure {
  /** Names of all runs that are over, of all endpoints, in no order. */
  sealedRuns(): AsyncIterable<string>;
  /** Puts these samples in the place of a sealed run's; what was there is gone. */
  replaceSamples(run: string, samples: readonly Sample[]): Promise<void>;
  /** Every version of every golden that is kept. */
  goldens(): AsyncIterable<GoldenRequest>;
  removeGolden(golden: GoldenRequest): Promise<void>;
  /** Clears away what is left of it where the medium keeps it: free pages, files that nothing names. */
  finish(): Promise<void>;
}
