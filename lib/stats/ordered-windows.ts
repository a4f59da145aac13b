/**
 * Random orders of the newest units of a calibration set: each place is taken by a unit of the category that stands there, without
 * replacement (a partial Fisher-Yates shuffle in each category).
 */
export class OrderedWindows {
  /** Units, category by category; each category is shuffled among itself, and any order will do to begin with. */
  readonly #units: Int32Array;
  readonly #placeCategories: Int32Array;
  readonly #starts: Int32Array;
  readonly #taken: Int32Array;
  readonly #window: Int32Array;

  /**
   * @param newest the newest units, the newest first: they say which category is wanted at each place.
   * @param units how many units the calibration set has.
   */
  constructor(newest: Int32Array, units: number, categories: Int32Array = new Int32Array(units)) {
    const count = 1 + categories.reduce((most, category) => Math.max(most, category), 0);
    this.#starts = new Int32Array(count + 1);
    for (const category of categories) this.#starts[category + 1] = (this.#starts[category + 1] as number) + 1;
    for (let i = 0; i < count; i++) this.#starts[i + 1] = (this.#starts[i + 1] as number) + (this.#starts[i] as number);
    const next = this.#starts.slice();
    this.#units = new Int32Array(units);
    categories.forEach((category, unit) => {
      this.#units[next[category] as number] = unit;
      next[category] = (next[category] as number) + 1;
    });
    this.#placeCategories = newest.map((unit) => categories[unit] as number);
    this.#taken = new Int32Array(count);
    this.#window = new Int32Array(newest.length);
  }

  /** The next random order; valid until the next call. */
  draw(random: () => number): Int32Array {
    const units = this.#units;
    const starts = this.#starts;
    const taken = this.#taken;
    const window = this.#window;
    taken.fill(0);
    for (let place = 0; place < window.length; place++) {
      const category = this.#placeCategories[place] as number;
      const used = taken[category] as number;
      const from = (starts[category] as number) + used;
      const other = from + Math.floor(random() * ((starts[category + 1] as number) - from));
      const unit = units[other] as number;
      units[other] = units[from] as number;
      units[from] = unit;
      window[place] = unit;
      taken[category] = used + 1;
    }
    return window;
  }
}
