import type { Price } from '../domain/endpoint/price.ts';
import { mayBeBilled } from '../domain/run/completion.ts';
import type { Sample } from '../domain/run/sample.ts';
import { addSpending, type Budget, isWithin, nothingSpent, type Spending, spendingOf } from '../domain/run/spending.ts';
import type { DrawEstimate } from '../plan/run-budget.ts';

export interface RunBudgetOptions {
  readonly price?: Price | undefined;
  /** What is set aside for the run. @default unlimited */
  readonly aside?: Spending | undefined;
  /** The most that may be set aside for it. @default unlimited */
  readonly mayUse?: Budget | undefined;
  /** What was used before, by earlier shards of the run. */
  readonly used?: Spending | undefined;
  /** Sets more aside for the run, unless something else has no more room for it; says whether it did. */
  readonly ask?: ((amount: Spending) => Promise<boolean>) | undefined;
}

/** What a draw is taken to use while it is under way. */
export interface Hold {
  /**
   * Whether a failed attempt may be made again: it may have been billed, and the next one needs as much. Where nothing more is to
   * be had, the draw has failed.
   */
  mayTryAgain(error: string): Promise<boolean>;
  /** Ends it: with the sample that came of the draw, or without one. */
  end(sample?: Sample): void;
}

/**
 * The budget of one run while it goes on. A draw begins once what was used, what is under way and its own estimate are within
 * what is set aside; for more, more is asked for first. So nothing is passed but by an answer that uses more than its
 * estimate, and that is counted before the next one leaves.
 */
export class RunBudget {
  readonly #price: Price | undefined;
  readonly #mayUse: Budget;
  readonly #ask: ((amount: Spending) => Promise<boolean>) | undefined;
  #aside: Spending | undefined;
  #used: Spending;
  #held: Spending = nothingSpent;
  #holds = 0;
  #isUsedUp = false;
  #asking: Promise<unknown> | undefined;
  #ended = Promise.withResolvers<void>();

  constructor({ price, aside, mayUse = {}, used = nothingSpent, ask }: RunBudgetOptions = {}) {
    this.#price = price;
    this.#aside = aside;
    this.#mayUse = mayUse;
    this.#used = used;
    this.#ask = ask;
  }

  get used(): Spending {
    return this.#used;
  }

  /** Whether a draw was refused, so that the run ends without it. */
  get isUsedUp(): boolean {
    return this.#isUsedUp;
  }

  /** Counts a draw that was stored before. */
  saw(sample: Sample): void {
    this.#used = addSpending(this.#used, spendingOf(this.#price, sample));
  }

  /**
   * Makes room for a draw. Where there is none it waits for those that are under way, which mostly use less than their
   * estimate; undefined when that is not enough either.
   */
  async begin(draw: DrawEstimate): Promise<Hold | undefined> {
    const amount = spendingOf(this.#price, draw);
    while (!this.#isUsedUp) {
      if (await this.#hold(amount)) return this.#holdOf(amount, draw.requests);
      if (this.#holds === 0) this.#isUsedUp = true;
      else await this.#ended.promise;
    }
    return undefined;
  }

  /** Makes room for draws that leave together and cannot be called back: for all of them, or none is to leave. */
  async beginTogether(draws: readonly DrawEstimate[]): Promise<boolean> {
    const amount = draws.map((draw) => spendingOf(this.#price, draw)).reduce(addSpending, nothingSpent);
    const mayBegin = await this.#hold(amount);
    if (!mayBegin) this.#isUsedUp = true;
    return mayBegin;
  }

  #holdOf(amount: Spending, requests: number): Hold {
    let mine = amount;
    const again = times(amount, 1 / requests);
    return {
      mayTryAgain: async (error) => {
        if (!mayBeBilled(error)) return true;
        if (this.#isUsedUp || !(await this.#hold(again))) {
          this.#isUsedUp = true;
          return false;
        }
        this.#holds--; // it is one draw
        mine = addSpending(mine, again);
        return true;
      },
      end: (sample) => {
        this.#held = addSpending(this.#held, times(mine, -1));
        this.#holds--;
        if (sample !== undefined) this.saw(sample);
        this.#ended.resolve();
        this.#ended = Promise.withResolvers();
      },
    };
  }

  /** One asks after the other, so that no two draws take the same room. */
  async #hold(amount: Spending): Promise<boolean> {
    while (this.#asking !== undefined) await this.#asking;
    if (this.#fits(amount)) return this.#take(amount);
    const asking = Promise.withResolvers<void>();
    this.#asking = asking.promise;
    try {
      return (await this.#askFor(amount)) && this.#take(amount);
    } finally {
      this.#asking = undefined;
      asking.resolve();
    }
  }

  #take(amount: Spending): true {
    this.#held = addSpending(this.#held, amount);
    this.#holds++;
    return true;
  }

  #fits(amount: Spending): boolean {
    const needed = this.#with(amount);
    return isWithin(needed, this.#mayUse) && (this.#aside === undefined || isWithin(needed, this.#aside));
  }

  /** Several draws' worth at once where that is to be had, so that few ask. */
  async #askFor(amount: Spending): Promise<boolean> {
    if (this.#ask === undefined) return false;
    for (const more of [times(amount, drawsAskedFor), nothingSpent]) {
      const wanted = addSpending(this.#with(amount), more);
      if (isWithin(wanted, this.#mayUse) && (await this.#ask(wanted))) {
        this.#aside = wanted;
        return true;
      }
    }
    return false;
  }

  #with(amount: Spending): Spending {
    return addSpending(addSpending(this.#used, this.#held), amount);
  }
}

const drawsAskedFor = 8;

function times({ tokens, costMicros }: Spending, factor: number): Spending {
  return { tokens: Math.ceil(tokens * factor), costMicros: Math.ceil(costMicros * factor) };
}
