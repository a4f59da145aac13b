import { observe } from '../drift/detector.ts';
import { type DetectorState, newDetector } from '../drift/detector-state.ts';
import type { PreparedRun } from '../drift/run-profile.ts';

/** Runs after which it is looked for an alarm: all at first, later fewer, so that a delay is overstated by a fifth at most. */
const looks = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 24, 28, 33, 40, 48]);

/**
 * Runs of a change until the detector alarms, at each of several thresholds; undefined where it does not within these runs.
 *
 * The detector is the engine that judges: it learns the baseline, and reads each changed run as it would in life. One pass
 * serves all thresholds: a p-value that reaches the level of one decides at it. Which window is tested alone depends on the
 * largest of them, so that at a smaller one an alarm may come a run earlier than said.
 *
 * @param thresholds average run lengths between false alarms.
 */
export function runsToAlarm(
  baseline: readonly PreparedRun[],
  changed: readonly PreparedRun[],
  { thresholds, salt }: { readonly thresholds: readonly number[]; readonly salt: string },
): (number | undefined)[] {
  const largest = Math.max(...thresholds);
  const settings = { threshold: largest, baselineRuns: baseline.length, trustBaseline: true, salt };
  let state: DetectorState = newDetector();
  for (const run of baseline) state = observe(state, run, settings).state;
  const found = new Map<number, number>();
  for (const [i, run] of changed.entries()) {
    const observation = observe(state, run, { ...settings, learnOnly: !looks.has(i + 1) });
    state = observation.state;
    const pValue = observation.channels[0]?.pValue ?? 1;
    for (const threshold of thresholds)
      if (!found.has(threshold) && pValue <= 1 / threshold) found.set(threshold, i + 1);
    if (found.has(largest)) break;
  }
  return thresholds.map((threshold) => found.get(threshold));
}
