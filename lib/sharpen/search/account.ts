/** The most that a search may use. */
export interface SearchBudget {
  readonly calls: number;
  /** Of prompts and answers together; unlimited where it is left out. */
  readonly tokens?: number;
}

/** What a search has used. */
export interface Spent {
  /** Requests that were sent, failed attempts among them. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Keeps a search within its budget: every draw is set aside for before it is sent, and settled when it came back. */
export class Account {
  readonly #budget: SearchBudget;
  #asideCalls = 0;
  #asideTokens = 0;
  #spent: Spent = { calls: 0, inputTokens: 0, outputTokens: 0 };

  constructor(budget: SearchBudget) {
    this.#budget = budget;
  }

  get spent(): Spent {
    return this.#spent;
  }

  /** Draws that are left, as far as calls go. */
  get callsLeft(): number {
    return Math.max(0, this.#budget.calls - this.#spent.calls - this.#asideCalls);
  }

  /** Sets one call of about so many tokens aside; false, and nothing is set aside, where the budget has not as much left. */
  setAside(tokens: number): boolean {
    const { calls, tokens: most = Number.POSITIVE_INFINITY } = this.#budget;
    const { inputTokens, outputTokens } = this.#spent;
    if (this.#spent.calls + this.#asideCalls + 1 > calls) return false;
    if (inputTokens + outputTokens + this.#asideTokens + tokens > most) return false;
    this.#asideCalls++;
    this.#asideTokens += tokens;
    return true;
  }

  /** Books what a call came to in place of what was set aside for it. An answer that counts no tokens costs the estimate. */
  settle(
    aside: number,
    {
      attempts,
      inputTokens,
      outputTokens,
    }: {
      readonly attempts: number;
      readonly inputTokens?: number | undefined;
      readonly outputTokens?: number | undefined;
    },
  ): void {
    this.#asideCalls--;
    this.#asideTokens -= aside;
    const unknown = inputTokens === undefined && outputTokens === undefined && attempts > 0;
    this.#spent = {
      calls: this.#spent.calls + attempts,
      inputTokens: this.#spent.inputTokens + (unknown ? aside : (inputTokens ?? 0)),
      outputTokens: this.#spent.outputTokens + (outputTokens ?? 0),
    };
  }
}
