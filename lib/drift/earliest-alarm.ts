import { logGamma } from '../stats/log-gamma.ts';
import { shortestShare } from '../stats/shared-window-test.ts';
import { windowSizes } from './window-groups.ts';

const longest = 64;

/** An alarm at a larger threshold would take more random orders than the test draws, whatever its share of the level. */
export const largestThreshold = 100_000_000;

/**
 * How many times likelier than one order of all runs the statistic of all windows is reached by chance when the grossest
 * change is there: it looks at several windows and groups of numbers. Measured; `test/calibration/` repeats it.
 */
const looks = 25;

/**
 * Runs in which the grossest change alarms, beginning with the next run. No method that assumes nothing about the outputs can
 * do it in fewer runs m than make C(references + m, m) reach the threshold. The shortest window reaches that with its share of
 * the level; where it is a run too short or too long, the best of all windows comes a little later.
 *
 * @param references runs before the change.
 * @returns 1 to 64; `undefined` if not even 64 runs would do for certain; `baselineFor` says what would.
 */
export function earliestAlarm(references: number, threshold: number): number | undefined {
  if (threshold > largestThreshold) return undefined;
  const bound = rankBound(references, threshold / shortestShare);
  // Changed runs that are more than half as many as the others hide each other until they outnumber them by far; with more than
  // the others from the start, some luck of the baseline hides them for ever.
  if (bound > references) return undefined;
  if (2 * bound > references) return 3 * references <= longest ? 3 * references : undefined;
  for (let runs = bound; runs <= longest; runs++)
    if (shortestShows(references, runs, threshold) || bestShows(references, runs, threshold)) return runs;
  return undefined;
}

/** The fewest runs m with which C(references + m, m) reaches the threshold; infinite where 64 do not. */
function rankBound(references: number, threshold: number): number {
  for (let runs = 1; runs <= longest; runs++)
    if (logChoose(references + runs, runs) >= Math.log(threshold)) return runs;
  return Number.POSITIVE_INFINITY;
}

/** Whether the sets of the shortest window that hold changed runs only are rare enough, and those runs few enough to stand out. */
function shortestShows(references: number, runs: number, threshold: number): boolean {
  const needed = Math.log(threshold / shortestShare);
  let window = 1;
  while (window < references && logChoose(references + runs, window) < needed) window++;
  return window <= runs && logChoose(references + runs, window) - logChoose(runs, window) >= needed;
}

function bestShows(references: number, runs: number, threshold: number): boolean {
  const window = windowSizes(references + runs).findLast((size) => size <= runs);
  // Among the changed runs, every choice of a window is as extreme as the newest.
  if (window === undefined) return false;
  const windows = logChoose(references + runs, window) - logChoose(runs, window);
  return windows >= Math.log((looks * threshold) / (1 - shortestShare));
}

/**
 * The smallest baseline with which a gross change alarms within `runs` runs; what an endpoint needs to be armed. For a
 * threshold beyond the largest, at which nothing alarms and verdicts say so, that of the largest.
 */
export function baselineFor(threshold: number, runs: number): number {
  const reachable = Math.min(threshold, largestThreshold);
  let references = 5;
  while ((earliestAlarm(references, reachable) ?? Number.POSITIVE_INFINITY) > runs) references++;
  return references;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
