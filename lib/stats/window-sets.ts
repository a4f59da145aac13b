import type { WindowGroup } from './window-sums.ts';

/** Bars that a window's sums are held against, one of each group. */
export interface Bars {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/** The sets of units that can stand in a window of one size: from each category as many as the newest have of it. */
export class WindowSets {
  /** How many sets there are; a double, as there can be more than 2^53. */
  readonly count: number;
  /** Units, category by category, and for each place of a set where its category begins and ends among them. */
  readonly #units: Int32Array;
  readonly #from: readonly number[];
  readonly #to: readonly number[];

  /**
   * @param newest the units of the true window.
   * @param categories of each unit, from 0 on; units change places inside their category only.
   */
  constructor(newest: Int32Array, units: number, categories: Int32Array = new Int32Array(units)) {
    const byCategory = Array.from({ length: units }, (_, unit) => unit).sort(
      (a, b) => (categories[a] as number) - (categories[b] as number) || a - b,
    );
    const places = Array.from(newest, (unit) => categories[unit] as number).sort((a, b) => a - b);
    this.#units = Int32Array.from(byCategory);
    this.#from = places.map((category) => byCategory.findIndex((unit) => categories[unit] === category));
    this.#to = places.map((category) => 1 + byCategory.findLastIndex((unit) => categories[unit] === category));
    this.count = countOf(this.#from, this.#to);
  }

  /**
   * Counts the sets of which any group's sum reaches its bar.
   *
   * Cost: a comparison a set and group. Sums of multiples of 2^-20 are exact, so that a set's sum does not depend on its order.
   */
  reaching(groups: readonly WindowGroup[], { upper, lower }: Bars): number {
    const units = this.#units;
    const size = this.#from.length;
    const n = units.length;
    // For each place: what every unit would add to every group's sum, given those that were chosen before.
    const gains = this.#from.map(() => groups.map(() => new Float64Array(n)));
    groups.forEach((group, g) => {
      gains[0]?.[g]?.set(group.kind === 'kernel' ? group.own : group.scores);
    });
    let found = 0;
    const reached = new Uint8Array(n);
    // Group by group over all units that the last place can take: a loop over plain arrays.
    const countLast = (place: number, from: number, to: number, sums: Float64Array): void => {
      reached.fill(0, from, to);
      for (let g = 0; g < sums.length; g++) {
        const [sum, up, low] = [sums[g] as number, upper[g] as number, lower[g] as number];
        const gain = gains[place]?.[g] as Float64Array;
        for (let at = from; at < to; at++) {
          const total = sum + (gain[units[at] as number] as number);
          if (total >= up || total <= low) reached[at] = 1;
        }
      }
      for (let at = from; at < to; at++) found += reached[at] as number;
    };
    const walk = (place: number, after: number, sums: Float64Array): void => {
      const from = place > 0 && this.#from[place] === this.#from[place - 1] ? after : (this.#from[place] as number);
      const to = this.#to[place] as number;
      if (place + 1 === size) {
        countLast(place, from, to, sums);
        return;
      }
      for (let at = from; at < to; at++) {
        const unit = units[at] as number;
        const chosen = sums.map((sum, g) => sum + (gains[place]?.[g]?.[unit] as number));
        groups.forEach((group, g) => {
          const before = gains[place]?.[g] as Float64Array;
          const next = gains[place + 1]?.[g] as Float64Array;
          if (group.kind !== 'kernel') next.set(before);
          else for (let u = 0; u < n; u++) next[u] = (before[u] as number) + 2 * (group.pairs[unit * n + u] as number);
        });
        walk(place + 1, at + 1, chosen);
      }
    };
    walk(0, 0, new Float64Array(groups.length));
    return found;
  }
}

function countOf(from: readonly number[], to: readonly number[]): number {
  let count = 1;
  let inCategory = 0;
  from.forEach((start, place) => {
    inCategory = place > 0 && start === from[place - 1] ? inCategory + 1 : 1;
    count *= ((to[place] as number) - start - inCategory + 1) / inCategory;
  });
  return Math.round(count);
}
