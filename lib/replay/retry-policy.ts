import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { Sample } from '../domain/run/sample.ts';

/**
 * How much patience an endpoint has earned. One that has answered nothing so far is down, and trying every draw four
 * times with a minute's deadline each would only delay the news.
 */
export class RetryPolicy {
  readonly #endpoint: Endpoint;
  #failedInARow: number;

  /** @param done what was drawn before, by a process that was stopped. */
  constructor(endpoint: Endpoint, done: readonly Sample[] = []) {
    this.#endpoint = endpoint;
    this.#failedInARow = done.every((sample) => sample.error !== undefined) ? done.length : 0;
  }

  /** Draws that have failed since the last one that was answered. */
  get failedInARow(): number {
    return this.#failedInARow;
  }

  /** Attempts that the next draw is worth. */
  attempts(): number {
    const { concurrency, maxAttempts } = this.#endpoint;
    return this.#failedInARow >= Math.max(3, concurrency) ? 1 : maxAttempts;
  }

  record(error: string | undefined): void {
    this.#failedInARow = error === undefined ? 0 : this.#failedInARow + 1;
  }
}
