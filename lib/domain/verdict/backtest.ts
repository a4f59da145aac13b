import type { Fact } from './evidence.ts';
import type { VerdictKind } from './verdict.ts';

/** What a backtest found; its JSON form is the published `backtest/1`. */
export interface BacktestReport {
  readonly schema: 'backtest/1';
  readonly threshold: number;
  readonly baselineRuns: number;
  readonly shuffles: number;
  /** Wall-clock time, reading included. */
  readonly seconds: number;
  readonly results: readonly BacktestResult[];
}

/** One following recording; `alarms`, `firstAlarm` and `verdicts` have one entry a shuffle. */
export interface BacktestResult {
  readonly file: string;
  runs: number;
  readonly alarms: (readonly BacktestAlarm[])[];
  /** Runs read until the first alarm, the alarming one included; null where nothing alarmed. */
  readonly firstAlarm: (number | null)[];
  readonly verdicts: VerdictKind[];
  /** Tripwires, in the first order of the runs; they raise no alarm. */
  readonly facts: Fact[];
}

export interface BacktestAlarm {
  /** Counts the runs of the recording read so far, the alarming one included. */
  readonly index: number;
  readonly run: string;
  readonly channel: string;
  /** Total variation averaged over goldens, with its 95 % interval, 0 to 1. */
  readonly effect: number;
  readonly effectLow: number;
  readonly effectHigh: number;
  /** Most moved first. */
  readonly goldens: readonly string[];
}
