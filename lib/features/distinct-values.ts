import type { Effort } from './effort.ts';

const stepsForEach = 20;

/**
 * Tells whether JSON values are all different, as JSON Schema means it: keys of objects in any order. Every value gets a
 * number, the same for equal ones, which is made of the numbers of its parts and remembered: time is linear in the size of
 * an answer, however deep it is nested and however often its parts are asked about. Comparing each with each, as validators
 * do, takes minutes for a megabyte.
 */
export class DistinctValues {
  readonly #effort: Effort;
  #numbers = new Map<string, number>();
  #known = new WeakMap<object, number>();

  constructor(effort: Effort) {
    this.#effort = effort;
  }

  /** Forgets the answer before. */
  clear(): void {
    this.#numbers = new Map();
    this.#known = new WeakMap();
  }

  areDistinct(items: readonly unknown[]): boolean {
    this.#effort.spend(items.length);
    const seen = new Set<number>();
    return items.length < 2 || items.every((item) => seen.size < seen.add(this.#numberOf(item)).size);
  }

  #numberOf(value: unknown): number {
    if (value === null || typeof value !== 'object') return this.#numbered(`${typeof value} ${String(value)}`);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const parts = Array.isArray(value)
      ? value.map((item) => this.#numberOf(item))
      : Object.entries(value)
          .map(([key, item]) => `${JSON.stringify(key)}:${this.#numberOf(item)}`)
          .sort();
    const number = this.#numbered(`${Array.isArray(value) ? '[' : '{'}${parts.join(',')}`);
    this.#known.set(value, number);
    return number;
  }

  #numbered(text: string): number {
    this.#effort.spend(stepsForEach + text.length);
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}
