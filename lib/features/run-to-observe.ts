import type { Expectation } from '../domain/golden/expectation.ts';
import type { Sample } from '../domain/run/sample.ts';

export interface RunToObserve {
  readonly run: string;
  /** ISO 8601 time of the run. */
  readonly at: string;
  /** Samples of this run in any order, failed ones among them. */
  readonly samples: readonly Sample[];
  /** Draws that were planned; as many as there are samples if left out. */
  readonly planned?: number;
  /** Expectations by golden id. Each array is compiled once: pass the same one for every run. */
  readonly expectations?: ReadonlyMap<string, readonly Expectation[]>;
}
