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

/** How many runs, by reason. */
export type Uncounted = Readonly<Record<string, number>>;

/** One following recording; all lists but `facts` have one entry a shuffle. */
export interface BacktestResult {
  readonly file: string;
  runs: number;
  readonly alarms: (readonly BacktestAlarm[])[];
  /** Runs read until the first alarm, the alarming one included; null where nothing alarmed. */
  readonly firstAlarm: (number | null)[];
  readonly verdicts: VerdictKind[];
  /** Beside `alarms`: the run (counted as there) at which each incident was over; null where it was not. */
  readonly returned: (readonly (number | null)[])[];
  /** Runs on which nothing could be decided, by reason. */
  readonly uncounted: Uncounted[];
  /** The first run at which the grossest change could have alarmed; null where none within 64 could. */
  readonly earliest: (number | null)[];
  /** Checks of the assumption that failed, in words; only in order of time. */
  readonly warnings: (readonly string[])[];
  /** Tripwires, in the first order of the runs; they raise no alarm. */
  readonly facts: Fact[];
}

export interface BacktestAlarm {
  /** Counts the runs of the recording read so far, the alarming one included. */
  readonly index: number;
  readonly run: string;
  readonly channel: string;
  /** Total variation averaged over goldens, with its 95 % interval, 0 to 1; null where it cannot be estimated. */
  readonly effect: number | null;
  readonly effectLow: number | null;
  readonly effectHigh: number | null;
  /** Most moved first. */
  readonly goldens: readonly string[];
}
