import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { ChannelGroup } from '../domain/verdict/evidence.ts';
import type { PreparedRun } from '../drift/run-profile.ts';

/** What a backtest is asked for. */
export interface BacktestRequest {
  readonly baseline: string;
  /** Runs of the baseline that are learned; all if left out. */
  readonly baselineRuns?: number;
  readonly following: readonly string[];
  /** Average-run-length threshold of the endpoint. */
  readonly threshold: number;
  /** Random orders; in order of time, once, if left out. */
  readonly shuffles?: number;
  readonly seed: number;
  /** Use only the first so many goldens, or repetitions. */
  readonly goldens?: number;
  readonly repetitions?: number;
  readonly channels?: readonly ChannelGroup[];
  readonly effectFloor: number;
}

/** A run in both of its forms: what the detector needs, and what an effect is measured on. */
export interface ReplayedRun {
  readonly observed: ObservedRun;
  readonly prepared: PreparedRun;
}
