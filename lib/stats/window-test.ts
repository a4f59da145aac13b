import { OrderedWindows } from './ordered-windows.ts';
import { Rarity } from './window-rarity.ts';
import { type WindowGroup, WindowSums } from './window-sums.ts';

/** What is tested, of a calibration set of n units of which the newest stand in a known order. */
export interface WindowTestInput {
  /** Groups of numbers about the units; every one a symmetric function of the calibration set. */
  readonly groups: readonly WindowGroup[];
  /** Places of the newest units in the calibration set, the newest first: at least as many as the largest window. */
  readonly newest: Int32Array;
  /** Category of each unit, from 0 on: units change places inside their category only. One category if left out. */
  readonly categories?: Int32Array;
}

export interface WindowTestOptions {
  /** Level of an alarm, above 0 and at most 1/2. */
  readonly level: number;
  /** Exceedances at which the test gives up; the alarm's chance under the null is `level` for each. */
  readonly giveUpAt: number;
  /** Independent of the order of the units. */
  readonly random: () => number;
  /** Random windows from which the scale of each sum is estimated; 400 if left out. Costs power only, never validity. */
  readonly calibration?: number;
  /** Random orders that are drawn at most, for a p-value that decides nothing; as many as the level needs if left out. */
  readonly draws?: number;
}

export interface WindowTestResult {
  /** (1 + exceedances) / (1 + draws). */
  readonly pValue: number;
  readonly draws: number;
  readonly exceedances: number;
  readonly isAlarm: boolean;
  /** The largest of all rarities, in nats, and where it stands. */
  readonly statistic: number;
  readonly group: number;
  /** Newest units in the window that leads. */
  readonly window: number;
  /** The smallest and the largest window of that group that are nearly as rare, within 2 nats. */
  readonly nearly: { readonly smallest: number; readonly largest: number };
}

/** Units that are all equal are as like each other as they can be. */
const nothingVaries: WindowTestResult = {
  pValue: 1,
  draws: 0,
  exceedances: 0,
  isAlarm: false,
  statistic: 0,
  group: -1,
  window: 1,
  nearly: { smallest: 1, largest: 1 },
};

/** Draws that an alarm may take; about a microsecond each. A level under 1 / `mostDraws` never alarms. */
export const mostDraws = 200_000_000;

/** Enough for a p-value that decides nothing. */
const fewDraws = 199;

/**
 * Do the newest units of a calibration set stand out, alone or pooled? The statistic is the largest over groups of numbers and windows
 * of newest units of how rare a window's sum is, in nats; its p-value comes from random orders of the units.
 *
 * Null: the units are exchangeable (inside each category). All groups and scales are symmetric in the calibration set, so the true order
 * and the random ones are exchangeable, and P(fewer than k of M random ones reach the true one) <= k / (M + 1). With
 * M + 1 = k / level the chance of an alarm is at most `level`, exactly so without ties. Giving up at the k-th exceedance
 * does not change a decision.
 *
 * Cost: about k (1 + ln(1 / level)) random windows while nothing happens, k / level at an alarm; a window of w units takes
 * w^2 / 2 additions a kernel.
 *
 * Source: Besag and Clifford (1991), "Sequential Monte Carlo p-values"; Phipson and Smyth (2010).
 */
export function windowTest(input: WindowTestInput, options: WindowTestOptions): WindowTestResult {
  const { groups, newest, categories } = input;
  const { level, giveUpAt, random, calibration = 400 } = options;
  if (groups.length === 0) return nothingVaries;
  const sums = new WindowSums(groups);
  const orders = new OrderedWindows(newest.subarray(0, sums.largest), sums.units, categories);
  const rarity = Rarity.sampled(sums, calibration, () => orders.draw(random), categories === undefined);
  const observed = sums.of(newest);
  const best = rarity.largest(observed);
  const thresholds = rarity.thresholds(best.statistic);
  const needed = Math.ceil(giveUpAt / level - 1e-9) - 1;
  // Where even the rarest window is likelier than the level, an alarm could only come by the luck of the draws; and one that
  // took more draws than anybody waits for does not come at all.
  const canAlarm = rarity.rarest >= -Math.log(level) && needed <= mostDraws;
  const most = Math.min(options.draws ?? needed, canAlarm ? needed : fewDraws);
  let draws = 0;
  let exceedances = 0;
  while (draws < most && exceedances < giveUpAt) {
    draws++;
    if (sums.reaches(orders.draw(random), thresholds)) exceedances++;
  }
  return {
    pValue: (1 + exceedances) / (1 + draws),
    draws,
    exceedances,
    isAlarm: exceedances < giveUpAt && draws === needed,
    ...best,
    nearly: rarity.nearly(observed, best),
  };
}
