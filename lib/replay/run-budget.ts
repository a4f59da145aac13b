import type { Price } from '../domain/endpoint/price.ts';
import type { Sample } from '../domain/run/sample.ts';
import { addSpending, type Budget, isWithin, nothingSpent, type Spending, spendingOf } from '../domain/run/spending.ts';

export interface RunBudgetOptions {
  readonly price?: Price | undefined;
  /** Unlimited if left out. */
  readonly mayUse?: Budget | undefined;
  /** What was used before, by earlier shards of the run. */
  readonly used?: Spending | undefined;
}

/** Counts what a run uses while it goes on. Attempts that failed are not counted: nobody says what they cost. */
export class RunBudget {
  readonly #price: Price | undefined;
  readonly #mayUse: Budget;
  #used: Spending;

  constructor({ price, mayUse = {}, used = nothingSpent }: RunBudgetOptions) {
    this.#price = price;
    this.#mayUse = mayUse;
    this.#used = used;
  }

  get used(): Spending {
    return this.#used;
  }

  /** Whether more was used than may be, so that nothing new is to be sent. */
  get isUsedUp(): boolean {
    return !isWithin(this.#used, this.#mayUse);
  }

  saw(sample: Sample): void {
    this.#used = addSpending(this.#used, spendingOf(this.#price, sample));
  }
}
