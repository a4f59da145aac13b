import * as z from 'zod';
import { costMicros, type Price, type TokenUse } from '../endpoint/price.ts';

const Amount = z.int().min(0);

/** What was used, or set aside: tokens of prompts and answers together, and millionths of the prices' currency. */
export const Spending = z.strictObject({ tokens: Amount, costMicros: Amount });
export type Spending = z.infer<typeof Spending>;

/** The most that may be used of each; unlimited where it is left out. */
export const Budget = Spending.partial();
export type Budget = z.infer<typeof Budget>;

export const nothingSpent: Spending = { tokens: 0, costMicros: 0 };

export function addSpending(a: Spending, b: Spending): Spending {
  return { tokens: a.tokens + b.tokens, costMicros: a.costMicros + b.costMicros };
}

/** What tokens come to; free of charge where no price is known. */
export function spendingOf(price: Price | undefined, use: TokenUse): Spending {
  const { inputTokens = 0, outputTokens = 0, estimatedInputTokens = 0, estimatedOutputTokens = 0 } = use;
  const tokens = inputTokens + outputTokens + estimatedInputTokens + estimatedOutputTokens;
  return { tokens, costMicros: price === undefined ? 0 : costMicros(price, use) };
}

export function isWithin({ tokens, costMicros: cost }: Spending, budget: Budget): boolean {
  return tokens <= (budget.tokens ?? Infinity) && cost <= (budget.costMicros ?? Infinity);
}

/** What is left of a budget, never below zero. */
export function remaining(budget: Budget, spent: Spending): Budget {
  const left = (key: keyof Spending) => {
    const limit = budget[key];
    return limit === undefined ? {} : { [key]: Math.max(0, limit - spent[key]) };
  };
  return { ...left('tokens'), ...left('costMicros') };
}

/** The largest share of a budget that is used, 0 and up; undefined where nothing is limited. */
export function shareUsed(spent: Spending, budget: Budget): number | undefined {
  const shares = (['tokens', 'costMicros'] as const).flatMap((key) => {
    const limit = budget[key];
    return limit === undefined ? [] : [spent[key] / limit];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}
