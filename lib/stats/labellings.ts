/** Units among which labels are shuffled: the first `chosen` of them carry the label of the group that is followed. */
export interface Stratum {
  readonly units: number;
  readonly chosen: number;
}

export interface LabellingOptions {
  /** Random labellings beside the observed one, at least 1. */
  readonly permutations: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

/**
 * Walks through ways to hand out the labels again inside each stratum, the observed one first. Where there are no more
 * than `permutations` + 1 of them, each is visited exactly once and a p-value from them has no Monte Carlo error;
 * otherwise the others are drawn at random, with replacement.
 *
 *     const labels = new Labellings(strata, options);
 *     do look(labels.members); while (labels.next());
 *
 * The share of visited labellings whose statistic is at least the observed one is a valid p-value and never zero.
 *
 * Cost: one random number for each chosen unit and labelling. Put the smaller group first.
 */
export class Labellings {
  /** Whether every labelling is visited. */
  readonly exact: boolean;
  /** How many are visited, the observed one included. */
  readonly total: number;
  /** The chosen units of each stratum at present, in any order. Valid until the next call of `next`. */
  readonly members: readonly Int32Array[];
  readonly #strata: readonly Stratum[];
  readonly #units: readonly Int32Array[];
  readonly #random: () => number;
  #visited = 1;

  /** @throws {RangeError} if a stratum chooses more units than it has, or `permutations` is no whole number from 1 on. */
  constructor(strata: readonly Stratum[], { permutations, random }: LabellingOptions) {
    for (const { units, chosen } of strata)
      if (!(Number.isInteger(units) && Number.isInteger(chosen) && chosen >= 0 && chosen <= units))
        throw new RangeError(`a stratum chooses ${chosen} of ${units} units, expected whole numbers from 0 to all`);
    if (!(Number.isInteger(permutations) && permutations >= 1))
      throw new RangeError(`permutations is ${permutations}, expected a whole number from 1 on`);
    const all = countLabellings(strata);
    this.exact = all <= permutations + 1;
    this.total = this.exact ? all : permutations + 1;
    this.#strata = strata;
    this.#random = random;
    this.#units = strata.map(({ units }) => Int32Array.from({ length: units }, (_, i) => i));
    this.members = this.#units.map((units, i) => units.subarray(0, (strata[i] as Stratum).chosen));
  }

  /** Goes to the next labelling; false if there is none. */
  next(): boolean {
    if (this.#visited === this.total) return false;
    this.#visited++;
    if (this.exact) this.#enumerate();
    else for (let s = 0; s < this.#strata.length; s++) this.#shuffle(s);
    return true;
  }

  /** Fisher-Yates as far as needed; whatever order the units are in, the outcome is uniform. */
  #shuffle(stratum: number): void {
    const units = this.#units[stratum] as Int32Array;
    const { chosen } = this.#strata[stratum] as Stratum;
    for (let i = 0; i < chosen; i++) {
      const j = i + Math.floor(this.#random() * (units.length - i));
      const swapped = units[i] as number;
      units[i] = units[j] as number;
      units[j] = swapped;
    }
  }

  /** Like an odometer: the first stratum moves on to its next combination; one that is through starts anew. */
  #enumerate(): void {
    for (let s = 0; s < this.#strata.length; s++) {
      const { units } = this.#strata[s] as Stratum;
      if (nextCombination(this.members[s] as Int32Array, units)) return;
    }
  }
}

/**
 * How many labellings there are; beyond 2^53 only roughly, beyond 1e308 infinity.
 *
 * @example countLabellings([{ units: 4, chosen: 2 }, { units: 3, chosen: 1 }]) // 18
 */
export function countLabellings(strata: readonly Stratum[]): number {
  return strata.reduce((product, { units, chosen }) => product * binomialCoefficient(units, chosen), 1);
}

/**
 * C(n, k), exact up to 2^53.
 *
 * @example binomialCoefficient(6, 3) // 20
 */
export function binomialCoefficient(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - i + 1)) / i;
  return Math.round(result);
}

/** The combination after this one in lexicographic order; resets to the first and returns false after the last. */
function nextCombination(members: Int32Array, units: number): boolean {
  const chosen = members.length;
  let i = chosen - 1;
  while (i >= 0 && members[i] === units - chosen + i) i--;
  if (i < 0) {
    for (let j = 0; j < chosen; j++) members[j] = j;
    return false;
  }
  members[i] = (members[i] as number) + 1;
  for (let j = i + 1; j < chosen; j++) members[j] = (members[j - 1] as number) + 1;
  return true;
}
