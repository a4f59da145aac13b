import { OrderedWindows } from './ordered-windows.ts';
import { Rarity } from './window-rarity.ts';
import { WindowSets } from './window-sets.ts';
import { type WindowGroup, WindowSums } from './window-sums.ts';

/** What a test of one window size says. */
export interface ShortestWindowResult {
  readonly pValue: number;
  /** Other windows that were looked at, and how many of them are at least as rare. */
  readonly draws: number;
  readonly exceedances: number;
  readonly isAlarm: boolean;
  readonly statistic: number;
  /** Place of the leading group among those that were given. */
  readonly group: number;
  readonly window: number;
}

export interface ShortestWindowInput {
  readonly groups: readonly WindowGroup[];
  /** The newest first. */
  readonly newest: Int32Array;
  readonly categories?: Int32Array;
  readonly level: number;
  /** Independent of the order of the units. */
  readonly random: () => number;
  /** Random windows from which scales are estimated. */
  readonly calibration: number;
}

/** Sets that are all looked at without drawing some first, and at most before a decision by all of them. */
const [fewSets, mostSets] = [4000, 5e7];
/** Before all sets are looked at: draws, and exceedances at which nothing is left to decide. */
const first = { draws: 999, giveUpAt: 10 };

/**
 * Does the shortest window that could be rare enough stand out? Its size depends on how many units there are and on the level
 * alone. All sets of units that could stand in it are looked at, so nothing is left to the luck of draws: with a level of a
 * few sets, random ones would find the rarest window likely enough too often.
 *
 * Null: as `windowTest`. The share of sets that are at least as rare as the true one, itself included, is at most `level` with
 * a chance of at most `level`. Most windows are given up after some random draws (10 exceedances): that only takes alarms away.
 *
 * @returns `undefined` where no window could be rare enough, or it would take too long to know.
 *
 * Cost: some 50 draws while nothing happens; near an alarm a comparison a group and set, 50 million sets at most.
 */
export function shortestWindowTest(input: ShortestWindowInput): ShortestWindowResult | undefined {
  const { newest, categories, level, random } = input;
  const units = unitsOf(input.groups);
  const window = shortestWindow(newest, units, level, categories);
  if (window === undefined) return undefined;
  const places = newest.subarray(0, window);
  const sets = new WindowSets(places, units, categories);
  if (sets.count > mostSets) return undefined;
  const kept = input.groups.flatMap((group, g) =>
    group.kind === 'extremes' || window > Math.max(...group.windows)
      ? []
      : [{ g, group: { ...group, windows: [window] } }],
  );
  if (kept.length === 0) return undefined;
  const groups = kept.map(({ group }) => group);
  const sums = new WindowSums(groups);
  const orders = new OrderedWindows(places, units, categories);
  const rarity = Rarity.sampled(sums, input.calibration, () => orders.draw(random), categories === undefined);
  const { statistic, group } = rarity.largest(sums.of(places));
  const bars = rarity.thresholds(statistic);
  const found = { statistic, window, group: kept[group]?.g as number };

  if (sets.count > fewSets) {
    let [draws, exceedances] = [0, 0];
    while (draws < first.draws && exceedances < first.giveUpAt) {
      draws++;
      if (sums.reaches(orders.draw(random), bars)) exceedances++;
    }
    if (exceedances === first.giveUpAt)
      return { ...found, draws, exceedances, pValue: (1 + exceedances) / (1 + draws), isAlarm: false };
  }
  const allowed = Math.floor(level * sets.count * (1 + 1e-12));
  const reaching = Math.max(1, sets.reaching(groups, bars));
  return {
    ...found,
    draws: sets.count - 1,
    exceedances: reaching - 1,
    pValue: reaching / sets.count,
    isAlarm: reaching <= allowed,
  };
}

/** The smallest window of which the rarest set is rare enough. */
function shortestWindow(
  newest: Int32Array,
  units: number,
  level: number,
  categories: Int32Array | undefined,
): number | undefined {
  for (let window = 1; window <= newest.length; window++)
    if (level * new WindowSets(newest.subarray(0, window), units, categories).count >= 1) return window;
  return undefined;
}

function unitsOf(groups: readonly WindowGroup[]): number {
  return groups.reduce((n, group) => Math.max(n, (group.kind === 'kernel' ? group.own : group.scores).length), 0);
}
