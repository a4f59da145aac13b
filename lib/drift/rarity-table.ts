const buckets = 0x10000;

/**
 * Which hashed features occurred in no run, in one, or in several. The number of features that only one run has is a
 * sharp witness of sampling changes: a lower temperature makes rare words rarer, a higher one makes new ones.
 */
export class RarityTable {
  /** 0: in no run; i + 1: only in run i; -1: in several. */
  readonly #owner: Int16Array;
  readonly #unique: number[];

  constructor(owner = new Int16Array(buckets), unique: readonly number[] = []) {
    this.#owner = owner;
    this.#unique = [...unique];
  }

  /** Adds the features of the next run; features are distinct and below 65,536. */
  add(features: Uint16Array): void {
    const own = this.#owner;
    const counts = this.#unique;
    const run = counts.length;
    let unique = 0;
    for (let i = 0; i < features.length; i++) {
      const feature = features[i] as number;
      const owner = own[feature] as number;
      if (owner < 0) continue;
      if (owner === 0) {
        own[feature] = run + 1;
        unique++;
      } else {
        own[feature] = -1;
        counts[owner - 1] = (counts[owner - 1] as number) - 1;
      }
    }
    counts.push(unique);
  }

  /** Features that of all runs only run `i` has. */
  uniqueTo(i: number): number {
    return this.#unique[i] as number;
  }

  /** How many of these features no run of the table has. */
  unseen(features: Uint16Array): number {
    let unseen = 0;
    for (const feature of features) if (this.#owner[feature] === 0) unseen++;
    return unseen;
  }

  /** One bit a feature: whether any run has it. */
  seen(): Uint8Array {
    const bits = new Uint8Array(buckets / 8);
    this.#owner.forEach((owner, feature) => {
      if (owner !== 0) bits[feature >> 3] = (bits[feature >> 3] as number) | (1 << (feature & 7));
    });
    return bits;
  }

  /** A table that knows which features were seen, but not by whom: enough for `unseen`. */
  static ofSeen(bits: Uint8Array): RarityTable {
    const several = (feature: number) => -(((bits[feature >> 3] as number) >> (feature & 7)) & 1);
    return new RarityTable(Int16Array.from({ length: buckets }, (_, feature) => several(feature)));
  }

  clone(): RarityTable {
    return new RarityTable(this.#owner.slice(), this.#unique);
  }
}
