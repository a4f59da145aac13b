import type { AlarmChoice } from '../metrics.ts';

/** What one endpoint does in a month. */
export interface EndpointLoad {
  readonly runs: number;
  readonly goldens: number;
  /** Of one run: goldens times repetitions. */
  readonly draws: number;
  /** Parts that a run is replayed in, one function call each. */
  readonly shards: number;
  /** Draws under way at once, and what each takes. */
  readonly concurrency: number;
  readonly secondsPerDraw: number;
  /** Ticks that find its run at the provider as a batch, with those that collect it; none for one that is called live. */
  readonly followed?: number;
  /** Whether runs are held to a budget of a day or a month. */
  readonly hasBudget?: boolean;
  /** Whether its key is read from a secret, once a shard. */
  readonly hasKey: boolean;
}

/** What a deployed monitor does in a month. */
export interface MonthlyLoad {
  readonly endpoints: readonly EndpointLoad[];
  /** How often the schedule looks what is due. */
  readonly ticks: number;
  /** MiB of the functions; the one that judges has 1024 at least. */
  readonly memory: number;
  readonly alarms: AlarmChoice;
  readonly dashboard: boolean;
  readonly secrets: number;
}
