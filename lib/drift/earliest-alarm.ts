import { logGamma } from '../stats/log-gamma.ts';
import { windowSizes } from './bag-groups.ts';

const longest = 64;

/** An alarm at a larger threshold would take more random orders than the test draws, whatever its share of the level. */
export const largestThreshold = 10_000_000;

/**
 * How many times likelier than one order of all runs the engine's statistic is reached by chance when the grossest change is
 * there: it looks at several windows and groups of numbers. Measured; `test/calibration/` repeats it.
 */
const looks = 8;

/**
 * Runs in which the grossest change alarms, beginning with the next run. No method that assumes nothing about the outputs can
 * do it in fewer runs m than make C(references + m, m) reach the threshold; looking in several ways costs a little more.
 *
 * @param references runs before the change.
 * @returns 1 to 64; `undefined` if not even 64 runs would do.
 */
export function earliestAlarm(references: number, threshold: number): number | undefined {
  if (threshold > largestThreshold) return undefined;
  for (let runs = 1; runs <= longest; runs++) {
    const window = windowSizes(references + runs).findLast((size) => size <= runs);
    // Among the changed runs, every choice of a window is as extreme as the newest.
    if (window === undefined) continue;
    const windows = logChoose(references + runs, window) - logChoose(runs, window);
    if (windows < Math.log(looks * threshold)) continue;
    if (3 * runs <= 2 * references) return runs;
    // Changed runs that are about as many as the others hide each other until they outnumber them by far.
    const shown = Math.max(runs, 3 * references);
    return shown <= longest ? shown : undefined;
  }
  return undefined;
}

/**
 * The smallest baseline with which a gross change alarms within `runs` runs; what an endpoint needs to be armed.
 *
 * @throws {RangeError} for a threshold at which nothing can alarm.
 */
export function baselineFor(threshold: number, runs: number): number {
  if (threshold > largestThreshold)
    throw new RangeError(
      `threshold ${threshold}: expected at most ${largestThreshold}, beyond which nothing can alarm`,
    );
  let references = 5;
  while ((earliestAlarm(references, threshold) ?? Number.POSITIVE_INFINITY) > runs) references++;
  return references;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
