import type { RunEnd, RunPlan, RunRecord } from '../domain/run/run.ts';
import type { Sample } from '../domain/run/sample.ts';

/** Names a draw inside a run. */
export type DrawId = Pick<Sample, 'golden' | 'repetition'>;

/** Plans, samples and records of runs. Everything may be called again with the same arguments and changes nothing then. */
export interface RunStore {
  /** Remembers a plan before anything is sent; a plan that is already there stays as it is. */
  open(plan: RunPlan): Promise<void>;
  /** Plans of runs that were neither finished nor closed, oldest first. */
  openPlans(endpoint?: string): Promise<readonly RunPlan[]>;
  /**
   * Stores a draw durably before returning; the first one of (run, golden, repetition) stays.
   * @throws {StoreError} for a run that was never opened, and for a draw that comes after its run was sealed without it.
   */
  putSample(sample: Sample): Promise<'stored' | 'duplicate'>;
  /**
   * Samples of a run in (golden, repetition) order; also while the run is open. Empty for an unknown run.
   *
   * @param only keeps these draws, e.g. those of one shard, and costs no more than they do while the run is open.
   */
  samples(run: string, only?: readonly DrawId[]): Promise<readonly Sample[]>;
  /**
   * Hands over the same samples in the same order, some whole goldens at a time: a large run is never in memory as a whole.
   *
   * @throws {UnreadableError} where they are damaged, perhaps only once some were handed over, which are not to be believed.
   */
  inParts(run: string, use: UseSamples): Promise<void>;
  /**
   * Seals a run; its counts are taken from what is stored. Returns the record as it is from then on: the first outcome
   * stays.
   * @throws {StoreError} for a run that was never opened.
   */
  close(run: string, end: RunEnd): Promise<RunRecord>;
  /** The record of a run; while it is open, with the counts so far. */
  get(run: string): Promise<RunRecord | undefined>;
  /** Records of an endpoint, oldest first; `last` keeps only that many of the newest. */
  list(query: RunQuery): Promise<readonly RunRecord[]>;
}

/** Uses some samples of a run: all of one golden, or of several. */
export type UseSamples = (samples: readonly Sample[]) => void | Promise<void>;

export interface RunQuery {
  readonly endpoint: string;
  readonly epoch?: number;
  /** ISO 8601, inclusive and exclusive bounds of `plannedAt`. */
  readonly from?: string;
  readonly until?: string;
  /** Only what stands before this run, which need not be stored: how a list goes on after a page. */
  readonly before?: RunPlace;
  readonly last?: number;
}

/** Where a run stands among those of its endpoint: by time, then by id. */
export interface RunPlace {
  /** ISO 8601. */
  readonly at: string;
  readonly run: string;
}
