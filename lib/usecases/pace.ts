import type { Clock } from './ports.ts';

/** Longest wait that an endpoint can talk us into; a draw that would have to wait longer has failed. */
export const longestWaitMs = 120_000;

/** Decides when the next attempt of an endpoint may leave; one per run, shared by everything in flight. */
export class Pace {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  #next = 0;

  /** @param requestsPerMinute attempts, retries included; unlimited if left out. */
  constructor(clock: Clock, requestsPerMinute?: number) {
    this.#clock = clock;
    this.#spacingMs = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute;
  }

  /** Resolves when the next attempt may leave, or at once when the signal aborts. */
  async turn(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const now = this.#clock.now().getTime();
      if (now >= this.#next) {
        this.#next = now + this.#spacingMs;
        return;
      }
      // Looked at again after the wait: meanwhile somebody else may have taken the turn, or been told to hold off.
      await this.#clock.sleep(this.#next - now, stop);
    }
  }

  /** Holds everything back for so long: a limit that one request ran into stands in the way of all. */
  holdFor(ms: number): void {
    this.#next = Math.max(this.#next, this.#clock.now().getTime() + Math.min(ms, longestWaitMs));
  }
}
