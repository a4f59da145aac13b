/** How many bytes of answers all readers of a process may hold together before all but one of them wait. */
const sharedBytes = 32_000_000;

/**
 * Keeps answers that are read at the same time from filling the memory: each has a cap of its own, but 64 of them have 64.
 * While more is held than may be, the reader that began first goes on and the others leave their bytes in the network.
 * Usual answers are thousands of times smaller and never wait.
 */
export class ReadingRoom {
  readonly #mostBytes: number;
  readonly #held = new Map<object, number>();
  #total = 0;
  #changed = Promise.withResolvers<void>();

  constructor(mostBytes = sharedBytes) {
    this.#mostBytes = mostBytes;
  }

  /** Says that a reader holds so many bytes more, and resolves when it may read on. */
  async hold(reader: object, bytes: number): Promise<void> {
    this.#held.set(reader, (this.#held.get(reader) ?? 0) + bytes);
    this.#total += bytes;
    while (this.#total > this.#mostBytes && this.#first !== reader) await this.#changed.promise;
  }

  /** Says that a reader is done with its bytes. */
  leave(reader: object): void {
    this.#total -= this.#held.get(reader) ?? 0;
    this.#held.delete(reader);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  get #first(): object | undefined {
    return this.#held.keys().next().value;
  }
}
