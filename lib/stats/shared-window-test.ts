import { shortestWindowTest } from './shortest-window-test.ts';
import { type WindowTestInput, type WindowTestOptions, type WindowTestResult, windowTest } from './window-test.ts';

/** Share of the level that the shortest window has for itself; the others lose ln(1 / (1 - share)) nats by it. */
export const shortestShare = 0.4;
/** Scales of a single window size are known well enough from so many random windows. */
const calibration = 200;
/** Random orders for what is said of the best window, where the shortest has decided. */
const fewDraws = 199;

/**
 * `windowTest`, and beside it `shortestWindowTest` with a share of the level. Looking at many windows costs: when a few units
 * have changed completely, windows that hold them and some others look nearly as rare as the true one, and no p-value gets as
 * small as one over the number of windows. The shortest window that could be rare enough gets there when it is tested alone.
 *
 * Null: as `windowTest`; the levels of both add up to `level`. The p-value is the smaller of both, each over its share.
 */
export function sharedWindowTest(input: WindowTestInput, options: WindowTestOptions): WindowTestResult {
  const { level, random, draws } = options;
  // Where nothing is to be decided, one p-value says it best.
  if (draws !== undefined) return windowTest(input, options);
  const short = shortestWindowTest({ ...input, level: shortestShare * level, random, calibration });
  if (short === undefined) return windowTest(input, options);
  const few = short.isAlarm ? { draws: fewDraws } : {};
  const best = windowTest(input, { ...options, level: (1 - shortestShare) * level, ...few });
  const [ofShort, ofBest] = [short.pValue / shortestShare, best.pValue / (1 - shortestShare)].map((p) =>
    Math.min(1, p),
  ) as [number, number];
  if (!short.isAlarm && ofBest <= ofShort) return { ...best, pValue: ofBest };
  const { smallest, largest } = best.nearly;
  const nearly = { smallest: Math.min(short.window, smallest), largest: Math.max(short.window, largest) };
  return { ...short, pValue: ofShort, isAlarm: short.isAlarm || best.isAlarm, nearly };
}
