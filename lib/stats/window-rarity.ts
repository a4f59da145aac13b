import { logGamma } from './log-gamma.ts';
import { type CellScale, quantileOf, rarityOf, sampledScales } from './window-scales.ts';
import type { Cell, Thresholds, WindowSums } from './window-sums.ts';

/** Sums under this share of their size are told apart by rounding alone; a threshold lies so much lower. */
const slack = 1e-9;
/** As in intervals of likelihood: what is within so many nats of the best cannot be told from it. */
const nearlyNats = 2;
/**
 * What is called rarer than one of all windows is only called so by an extrapolation: it counts with this share, which is
 * enough to tell the true window from others that are extrapolated as far.
 */
const beyondCap = 0.1;
const always = { upper: Number.NEGATIVE_INFINITY, lower: Number.POSITIVE_INFINITY };
const never = { upper: Number.POSITIVE_INFINITY, lower: Number.NEGATIVE_INFINITY };

/**
 * Puts the sums of all cells on one scale: how rare a sum is among random windows, in nats, less what is not believed in its
 * group. Hardly anything is rarer than one of all possible windows.
 *
 * Scales are estimates. That costs power only: the statistic is a fixed function, and is ranked among random orders.
 */
export class Rarity {
  readonly #cells: readonly Cell[];
  readonly #scales: readonly CellScale[];
  readonly #caps: Float64Array;
  readonly #logPriors: Float64Array;

  constructor(sums: WindowSums, scales: readonly CellScale[], isCapped = true) {
    this.#cells = sums.cells;
    this.#scales = scales;
    this.#caps = Float64Array.from(sums.cells, (cell) =>
      isCapped ? mostRare(sums.units, cell) : Number.POSITIVE_INFINITY,
    );
    this.#logPriors = Float64Array.from(sums.cells, ({ group }) => Math.log(sums.groups[group]?.prior as number));
  }

  /** Scales from so many random windows; see `sampledScales`. */
  static sampled(sums: WindowSums, windows: number, draw: () => Int32Array, isFree = true): Rarity {
    return new Rarity(sums, sampledScales(sums, windows, draw, isFree));
  }

  /** The largest rarity that any cell can have, before what is believed of its group. */
  get rarest(): number {
    return this.#caps.reduce((most, cap) => Math.max(most, cap), 0);
  }

  /** Rarity of a sum, before what is believed of its group. */
  of(cell: number, sum: number): number {
    const scale = this.#scales[cell] as CellScale;
    const cap = this.#caps[cell] as number;
    const { mean, deviation } = scale;
    if (deviation === 0) return sum > mean + slack * (1 + Math.abs(mean)) ? cap : 0;
    const rarity = rarityOf(scale, scale.isTwoSided ? Math.abs(sum - mean) : sum - mean);
    return rarity <= cap ? rarity : cap + beyondCap * (rarity - cap);
  }

  /** The largest rarity, and its group and window. */
  largest(sums: Float64Array): { readonly statistic: number; readonly group: number; readonly window: number } {
    let best = { statistic: Number.NEGATIVE_INFINITY, group: 0, window: 1 };
    this.#cells.forEach(({ group, window }, cell) => {
      const statistic = this.of(cell, sums[cell] as number) + (this.#logPriors[cell] as number);
      if (statistic > best.statistic) best = { statistic, group, window };
    });
    return best;
  }

  /** The smallest and the largest window of the leading group that are nearly as rare. */
  nearly(
    sums: Float64Array,
    best: { readonly statistic: number; readonly group: number },
  ): { readonly smallest: number; readonly largest: number } {
    const windows = this.#cells.flatMap(({ group, window }, cell) => {
      const statistic = this.of(cell, sums[cell] as number) + (this.#logPriors[cell] as number);
      return group === best.group && statistic >= best.statistic - nearlyNats ? [window] : [];
    });
    return { smallest: Math.min(...windows), largest: Math.max(...windows) };
  }

  /** The sums from which on, and up to which, each cell is at least so rare. */
  thresholds(statistic: number): Thresholds {
    const found = this.#cells.map((_, cell) => this.#threshold(cell, statistic - (this.#logPriors[cell] as number)));
    return {
      upper: Float64Array.from(found, ({ upper }) => upper),
      lower: Float64Array.from(found, ({ lower }) => lower),
    };
  }

  #threshold(cell: number, rarity: number): { readonly upper: number; readonly lower: number } {
    if (rarity <= slack) return always;
    const cap = this.#caps[cell] as number;
    const scale = this.#scales[cell] as CellScale;
    const { mean, deviation, isTwoSided } = scale;
    const margin = slack * (1 + Math.abs(mean));
    if (deviation === 0) return rarity > cap + slack ? never : { ...never, upper: mean + margin };
    const wanted = rarity <= cap ? rarity : cap + (rarity - cap) / beyondCap;
    const distance = quantileOf(scale, wanted - slack) - slack * deviation;
    return { upper: mean + distance - margin, lower: isTwoSided ? mean - distance + margin : never.lower };
  }
}

/** ln of how many windows there are: of w of n units, or (for the largest few of a window) of the chance that all are in it. */
function mostRare(n: number, { window, largest }: Cell): number {
  return logChoose(n, largest) - logChoose(window, largest);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
