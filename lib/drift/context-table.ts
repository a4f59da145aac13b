import type { KeyNumbers } from './key-numbers.ts';
import type { ContextValues } from './logprob-contexts.ts';

/** Numbers contexts of goldens, so that tables of them are plain arrays. Numbers are only ever added. */
export type ContextNumbers = KeyNumbers;

/** Log-probabilities of one run, all goldens one after the other. */
export interface NumberedValues {
  /** Where the values of each golden begin, and the end of the last. */
  readonly starts: Int32Array;
  readonly numbers: Int32Array;
  readonly values: Float64Array;
}

/** Looks the contexts of a run up; no values for a golden that it lacks. */
export function numberValues(
  goldens: readonly (ContextValues | undefined)[],
  contextNumbers: ContextNumbers,
): NumberedValues {
  const starts = new Int32Array(goldens.length + 1);
  goldens.forEach((golden, i) => {
    starts[i + 1] = (starts[i] as number) + (golden?.contexts.length ?? 0);
  });
  const size = starts[goldens.length] as number;
  const [numbers, values] = [new Int32Array(size), new Float64Array(size)];
  let at = 0;
  goldens.forEach((golden, i) => {
    if (golden === undefined) return;
    for (let k = 0; k < golden.contexts.length; k++, at++) {
      numbers[at] = contextNumbers.of(i, golden.contexts[k] as number);
      values[at] = golden.values[k] as number;
    }
  });
  return { starts, numbers, values };
}

/**
 * Sufficient statistics of log-probabilities by context over several runs: how many runs, their sum, their sum of
 * squares. From them the mean squared difference of one run from all others takes time O(its contexts).
 */
export class ContextTable {
  readonly #contextNumbers: ContextNumbers;
  /** Runs, sum and sum of squares of each context, one after the other. */
  #cells: Float64Array;

  constructor(contextNumbers: ContextNumbers) {
    this.#contextNumbers = contextNumbers;
    this.#cells = new Float64Array(3 * contextNumbers.count);
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

  #makeRoom(): void {
    const needed = 3 * this.#contextNumbers.count;
    if (needed <= this.#cells.length) return;
    const roomier = new Float64Array(needed);
    roomier.set(this.#cells);
    this.#cells = roomier;
  }
}
