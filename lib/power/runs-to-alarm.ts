import { observe } from '../drift/detector.ts';
import { type DetectorState, newDetector } from '../drift/detector-state.ts';
import type { PreparedRun } from '../drift/run-profile.ts';

/** Runs after which it is looked for an alarm: all at first, later fewer, so that a delay is overstated by a fifth at most. */
const looks = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 24, 28, 33, 40, 48]);

/** What thresholds are looked at, and where random orders come from. */
export interface Looking {
  /** Average run lengths between false alarms. */
  readonly thresholds: readonly number[];
  readonly salt: string;
}

/** A detector that has learned a baseline; it is not changed by what is observed from it on. */
export interface Learned {
  readonly state: DetectorState;
  readonly baselineRuns: number;
}

/** Learns a baseline once, for every change that is looked for behind it. */
export function learnBaseline(baseline: readonly PreparedRun[], looking: Looking): Learned {
  const settings = settingsOf(baseline.length, looking);
  let state: DetectorState = newDetector();
  for (const run of baseline) state = observe(state, run, settings).state;
  return { state, baselineRuns: baseline.length };
}

/** After how many runs of a change it was looked, and the p-value that there was; until the largest threshold was reached. */
export type Trace = readonly { readonly runs: number; readonly pValue: number }[];

/**
 * Reads runs of a change one by one, and looks what the detector makes of them.
 *
 * The detector is the engine that judges: it has learned the baseline, and reads each changed run as it would in life. One pass
 * serves all thresholds (`alarmAt`): a p-value that reaches the level of one decides at it. Which window is tested alone depends
 * on the largest of them, so that at a smaller one an alarm may come a run earlier than said.
 */
export function traceOf(
  { state: learned, baselineRuns }: Learned,
  changed: readonly PreparedRun[],
  looking: Looking,
): Trace {
  const settings = settingsOf(baselineRuns, looking);
  const first = fewestToTell(baselineRuns, Math.min(...looking.thresholds));
  const trace: { runs: number; pValue: number }[] = [];
  let state = learned;
  for (const [i, run] of changed.entries()) {
    const runs = i + 1;
    const learnOnly = runs < first || !looks.has(runs);
    const observation = observe(state, run, { ...settings, learnOnly });
    state = observation.state;
    if (learnOnly) continue;
    const pValue = observation.channels[0]?.pValue ?? 1;
    trace.push({ runs, pValue });
    if (pValue <= 1 / settings.threshold) break;
  }
  return trace;
}

/** Runs of a change until the detector alarms at a threshold; undefined where it does not within those that were looked at. */
export function alarmAt(trace: Trace, threshold: number): number | undefined {
  return trace.find(({ pValue }) => pValue <= 1 / threshold)?.runs;
}

/** Runs before which no ranks are so rare, whatever they show: w among n + w have C(n + w, w) places, and half of that is kept back. */
function fewestToTell(baselineRuns: number, threshold: number): number {
  let places = 1;
  for (let runs = 1; ; runs++) {
    places *= (baselineRuns + runs) / runs;
    if (2 * places >= threshold) return runs;
  }
}

function settingsOf(baselineRuns: number, { thresholds, salt }: Looking) {
  return { threshold: Math.max(...thresholds), baselineRuns, trustBaseline: true, salt };
}
