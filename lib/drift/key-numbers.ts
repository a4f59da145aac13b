import { mixHashes } from './text-units.ts';

/**
 * Numbers keys of two 32-bit words from 0 on, in the order in which they come: a hash table with open addressing, several
 * times faster than a `Map`. Numbers are only ever added.
 */
export class KeyNumbers {
  count = 0;
  #first = new Uint32Array(1024);
  #second = new Uint32Array(1024);
  #slots = new Int32Array(4096).fill(-1);

  /** The number of a key; a new one for a key that is not known. */
  of(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = mixHashes(first, second) & mask;
    for (;;) {
      const number = this.#slots[slot] as number;
      if (number < 0) break;
      if (this.#first[number] === first && this.#second[number] === second) return number;
      slot = (slot + 1) & mask;
    }
    if (this.count === this.#first.length) {
      this.#grow();
      return this.of(first, second);
    }
    this.#slots[slot] = this.count;
    this.#first[this.count] = first;
    this.#second[this.count] = second;
    return this.count++;
  }

  /** A hash of a key that does not depend on its number. */
  hashOf(number: number): number {
    return mixHashes(this.#first[number] as number, this.#second[number] as number);
  }

  first(number: number): number {
    return this.#first[number] as number;
  }

  second(number: number): number {
    return this.#second[number] as number;
  }

  /** Room for twice as many; a quarter of the slots is taken at most. */
  #grow(): void {
    const [first, second] = [this.#first, this.#second];
    this.#first = new Uint32Array(2 * this.count);
    this.#second = new Uint32Array(2 * this.count);
    this.#first.set(first);
    this.#second.set(second);
    this.#slots = new Int32Array(8 * this.count).fill(-1);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = this.hashOf(number) & mask;
      while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}
