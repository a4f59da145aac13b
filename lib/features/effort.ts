/** Thrown where looking at an answer would take more than it may. */
export class EffortSpentError extends Error {
  override readonly name = 'EffortSpentError';
}

/** Steps of about 10 to 20 ns that one expectation may take to look at one answer: at most about a second. */
const mostSteps = 50_000_000;

/**
 * What one look at an answer costs, counted rather than timed: an answer that is too much is too much on every machine, so
 * that a run judged again is judged the same.
 */
export class Effort {
  #left = mostSteps;

  renew(): void {
    this.#left = mostSteps;
  }

  /** @throws {EffortSpentError} if the look has taken more than it may. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new EffortSpentError(`expected at most ${mostSteps} steps`);
  }
}
