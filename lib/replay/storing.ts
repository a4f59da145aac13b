import { setImmediate } from 'node:timers/promises';

/**
 * Lets a draw be stored while the next one is under way, so that nobody waits for a disk: one at a time, which bounds what a crash
 * or a store that takes nothing more can cost.
 */
export class Storing {
  readonly #broken: AbortController;
  #last: Promise<void> = Promise.resolve();

  /** @param broken told at once when something cannot be stored, so that nothing new is sent. */
  constructor(broken: AbortController) {
    this.#broken = broken;
  }

  /** What is stored last; to be waited for at the end. */
  get last(): Promise<void> {
    return this.#last;
  }

  /**
   * Takes over one that is being stored. Resolves once the one before it is stored, and not before other work had its turn: a store
   * that needs no answer has written by then what has just arrived, so that a kill loses no more than what is in flight.
   */
  async next(storing: Promise<void>): Promise<void> {
    const before = this.#last;
    this.#last = storing;
    storing.catch(() => this.#broken.abort()); // whoever waits for it is told why
    await setImmediate();
    return before;
  }
}
