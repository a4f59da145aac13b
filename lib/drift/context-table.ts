import type { ContextValues } from './logprob-contexts.ts';

/** Numbers contexts of goldens, so that tables of them are plain arrays. Numbers are only ever added. */
export class ContextNumbers {
  readonly #numbers = new Map<number, number>();
  /** Golden and context of each number. */
  readonly goldens: number[] = [];
  readonly contexts: number[] = [];

  /** The number of a context; a new one for a context that is not known. */
  of(golden: number, context: number): number {
    const key = golden * 2 ** 32 + context;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.goldens.length;
    this.#numbers.set(key, number);
    this.goldens.push(golden);
    this.contexts.push(context);
    return number;
  }
}

/** Log-probabilities of one run, all goldens one after the other. */
export interface NumberedValues {
  /** Where the values of each golden begin, and the end of the last. */
  readonly starts: Int32Array;
  readonly numbers: Int32Array;
  readonly values: Float64Array;
}

/** Looks the contexts of a run up; `undefined` for a golden that it lacks. */
export function numberValues(
  goldens: readonly (ContextValues | undefined)[],
  contextNumbers: ContextNumbers,
): NumberedValues {
  const numbers: number[] = [];
  const values: number[] = [];
  const starts = new Int32Array(goldens.length + 1);
  goldens.forEach((golden, i) => {
    golden?.contexts.forEach((context, k) => {
      numbers.push(contextNumbers.of(i, context));
      values.push(golden.values[k] as number);
    });
    starts[i + 1] = numbers.length;
  });
  return { starts, numbers: Int32Array.from(numbers), values: Float64Array.from(values) };
}

/**
 * Sufficient statistics of log-probabilities by context over several runs: how many runs, their sum, their sum of
 * squares. From them the mean squared difference of one run from all others takes time O(its contexts).
 */
export class ContextTable {
  readonly #contextNumbers: ContextNumbers;
  /** Runs, sum and sum of squares of each context, one after the other. */
  #cells: Float64Array;

  constructor(contextNumbers: ContextNumbers, cells = new Float64Array()) {
    this.#contextNumbers = contextNumbers;
    this.#cells = cells;
  }

  clone(): ContextTable {
    return new ContextTable(this.#contextNumbers, this.#cells.slice());
  }

  add({ numbers, values }: NumberedValues): void {
    this.#makeRoom();
    const cells = this.#cells;
    for (let i = 0; i < numbers.length; i++) {
      const at = 3 * (numbers[i] as number);
      const value = values[i] as number;
      cells[at] = (cells[at] as number) + 1;
      cells[at + 1] = (cells[at + 1] as number) + value;
      cells[at + 2] = (cells[at + 2] as number) + value * value;
    }
  }

  /**
   * ln of the mean squared difference between a run's log-probabilities of one golden and those of the other runs in
   * equal contexts, plus 1e-5 (a difference of 0.003 nats), which keeps a noiseless endpoint finite. NaN if no context
   * is shared.
   *
   * @param isMember whether the run was added to this table, so that it must not be compared with itself.
   */
  distance({ starts, numbers, values }: NumberedValues, golden: number, isMember: boolean): number {
    const cells = this.#cells;
    const own = isMember ? 1 : 0;
    let sum = 0;
    let shared = 0;
    const end = starts[golden + 1] as number;
    for (let i = starts[golden] as number; i < end; i++) {
      const at = 3 * (numbers[i] as number);
      const runs = at < cells.length ? (cells[at] as number) : 0;
      if (runs <= own) continue;
      const value = values[i] as number;
      // The run itself contributes a difference of 0, so the sums over all runs serve as sums over the others.
      const squares = (cells[at + 2] as number) - 2 * value * (cells[at + 1] as number) + runs * value * value;
      sum += Math.max(0, squares / (runs - own));
      shared++;
    }
    return shared === 0 ? Number.NaN : Math.log(sum / shared + 1e-5);
  }

  /** Only the contexts that most runs have, so many a golden; which of equals are kept does not depend on their order. */
  mostFrequent(limit: number): ContextTable {
    const byGolden = Map.groupBy(this.entries(), ({ golden }) => golden);
    const kept = [...byGolden.values()].flatMap((entries) =>
      entries.sort((a, b) => b.runs - a.runs || a.context - b.context).slice(0, limit),
    );
    return ContextTable.of(kept, this.#contextNumbers);
  }

  entries(): ContextEntry[] {
    const { goldens, contexts } = this.#contextNumbers;
    const entries: ContextEntry[] = [];
    for (let number = 0; 3 * number < this.#cells.length; number++) {
      const [runs, sum, squares] = this.#cells.subarray(3 * number, 3 * number + 3) as unknown as [
        number,
        number,
        number,
      ];
      const golden = goldens[number] as number;
      if (runs > 0) entries.push({ golden, context: contexts[number] as number, runs, sum, squares });
    }
    return entries;
  }

  static of(entries: readonly ContextEntry[], contextNumbers: ContextNumbers): ContextTable {
    const numbers = entries.map(({ golden, context }) => contextNumbers.of(golden, context));
    const cells = new Float64Array(3 * contextNumbers.goldens.length);
    entries.forEach(({ runs, sum, squares }, i) => {
      cells.set([runs, sum, squares], 3 * (numbers[i] as number));
    });
    return new ContextTable(contextNumbers, cells);
  }

  #makeRoom(): void {
    const needed = 3 * this.#contextNumbers.goldens.length;
    if (needed <= this.#cells.length) return;
    const roomier = new Float64Array(needed);
    roomier.set(this.#cells);
    this.#cells = roomier;
  }
}

/** What is known of one context. */
export interface ContextEntry {
  readonly golden: number;
  readonly context: number;
  readonly runs: number;
  readonly sum: number;
  readonly squares: number;
}
