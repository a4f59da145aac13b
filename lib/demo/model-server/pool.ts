/** A fixed set of things of which each is used by one caller at a time; callers wait in line. */
export class Pool<Item> {
  readonly #free: Item[];
  readonly #waiting = new Set<(item: Item) => void>();

  constructor(items: readonly Item[]) {
    this.#free = [...items];
  }

  /** Resolves when it is the caller's turn; rejects with the signal's reason, and leaves the line, if it aborts. */
  async acquire(signal?: AbortSignal): Promise<Item> {
    signal?.throwIfAborted();
    const item = this.#free.pop();
    if (item !== undefined) return item;
    return await new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(take);
        reject(signal?.reason);
      };
      const take = (next: Item) => {
        signal?.removeEventListener('abort', leave);
        resolve(next);
      };
      this.#waiting.add(take);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives an item back; whoever has waited longest gets it. */
  release(item: Item): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free.push(item);
    } else {
      this.#waiting.delete(next);
      next(item);
    }
  }
}
