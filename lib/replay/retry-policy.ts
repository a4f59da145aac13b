import type { Endpoint } from '../domain/endpoint/endpoint.ts';

/**
 * How much patience an endpoint has earned. One that has answered nothing so far is down, and trying every draw four
 * times with a minute's deadline each would only delay the news.
 */
export class RetryPolicy {
  readonly #endpoint: Endpoint;
  #failedInARow: number;

  /** @param failedBefore draws of the run that failed in a process that was stopped, where none was answered. */
  constructor(endpoint: Endpoint, failedBefore = 0) {
    this.#endpoint = endpoint;
    this.#failedInARow = failedBefore;
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
