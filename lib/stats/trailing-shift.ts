import { Labellings } from './labellings.ts';
import { requireSample } from './require-sample.ts';

export interface TrailingShiftOptions {
  /** Chance of a wrong yes, above 0 and under 1. */
  readonly level: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

/** Random orders that a level takes: giving up at the third exceedance depends less on luck, and costs three times as much. */
function giveUp(level: number): { readonly at: number; readonly orders: number } {
  const at = level < 1e-4 ? 1 : 3;
  return { at, orders: Math.max(1, Math.ceil(at / level) - 1) };
}

/**
 * Permutation test of the null "all values are exchangeable" against larger values at the end: whether the sum of the newest
 * `window` values is among the largest of all sets of so many.
 *
 * Exact where there are few sets (all are looked at), else with random ones; the observed set counts, so the level holds.
 *
 * @param values oldest first, finite; @param window from 1 to one less than there are.
 * @throws {RangeError} for other sizes. Time O(window / level).
 *
 * @example isTrailingShift([0, 1, 0, 5, 6, 5], 3, { level: 0.05, random: Math.random }) // true, as one set in twenty
 */
export function isTrailingShift(
  values: readonly number[],
  window: number,
  { level, random }: TrailingShiftOptions,
): boolean {
  requireSample('values', values, 2);
  if (!(Number.isInteger(window) && window >= 1 && window < values.length))
    throw new RangeError(`window is ${window}, expected a whole number from 1 to ${values.length - 1}`);
  const newestFirst = values.toReversed();
  const sum = (units: Int32Array) => units.reduce((total, unit) => total + (newestFirst[unit] as number), 0);
  const { orders } = giveUp(level);
  const sets = new Labellings([{ units: values.length, chosen: window }], { permutations: orders, random });
  const members = sets.members[0] as Int32Array;
  const observed = sum(members) - rounding;
  const most = Math.floor(level * sets.total + rounding);
  let found = 0;
  do if (sum(members) >= observed && ++found > most) return false;
  while (sets.next());
  return true;
}

/** Sums of the same values in another order are equal but for this. */
const rounding = 1e-9;

/**
 * The same for a window of any size from `fewest` on: whether the largest standardised sum of the newest w values, over all w, is
 * reached by few random orders of the values.
 *
 * @returns how many of the newest values stand out most; `undefined` where none do. Time O(values / level).
 *
 * @example trailingShift([0, 1, 0, 1, 0, 1, 8, 9, 8, 9], 3, { level: 0.1, random: Math.random }) // 4
 */
export function trailingShift(
  values: readonly number[],
  fewest: number,
  { level, random }: TrailingShiftOptions,
): number | undefined {
  requireSample('values', values, 2);
  const observed = largestTrailing(values, fewest);
  if (observed.window === 0) return undefined;
  const { at, orders } = giveUp(level);
  const order = [...values];
  let found = 0;
  for (let i = 0; i < orders; i++) {
    shuffle(order, random);
    if (largestTrailing(order, fewest).sum >= observed.sum - rounding && ++found === at) return undefined;
  }
  return observed.window;
}

/** Fisher and Yates. */
function shuffle(values: number[], random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j] as number, values[i] as number];
  }
}

/** The largest of (sum - expected sum) / sqrt(w (n - w)) over the newest w values; its window is 0 where there is none. */
function largestTrailing(values: readonly number[], fewest: number): { readonly sum: number; readonly window: number } {
  const n = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / n;
  let best = { sum: Number.NEGATIVE_INFINITY, window: 0 };
  let sum = 0;
  for (let w = 1; w < n; w++) {
    sum += (values[n - w] as number) - mean;
    const standardised = sum / Math.sqrt(w * (n - w));
    if (w >= fewest && standardised > best.sum) best = { sum: standardised, window: w };
  }
  return best;
}
