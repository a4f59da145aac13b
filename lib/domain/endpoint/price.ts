import * as z from 'zod';
import type { Problem } from '../errors.ts';

const perMillion = z.number().min(0).max(1_000_000);

/**
 * What an endpoint asks for its tokens, in whole units of a currency for a million of them, as price lists have it.
 * Prices change: they are stated by whoever pays them, and Pinwatch ships none.
 */
export const Price = z.strictObject({
  input: perMillion.describe('a million tokens of prompts'),
  output: perMillion.describe('a million tokens of answers, those of reasoning among them'),
  cachedInput: perMillion.optional().describe('a million tokens of prompts read from a cache; `input` if left out'),
  cacheWriteInput: perMillion
    .optional()
    .describe('a million tokens of prompts written to a cache; `input` if left out'),
  discount: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe('share that is taken off these prices for a batch or a cheap tier, e.g. 0.5; none if left out'),
  offered: z
    .strictObject({
      batch: z.number().min(0).lt(1).optional().describe('share that a batch costs less, e.g. 0.5'),
      flex: z.number().min(0).lt(1).optional().describe('share that the flex tier costs less'),
    })
    .optional()
    .describe(
      'what the provider would take off for a batch or the flex tier: told by `pinwatch plan`, taken off nothing',
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected a currency code of three letters, e.g. USD')
    .default('USD')
    .describe('the same for every endpoint of a project'),
  asOf: z.iso.date().optional().describe('date of the price list that they are from, e.g. 2026-11-26'),
});
export type Price = z.infer<typeof Price>;

/** Tokens that were used; `inputTokens` counts all of them, cached or not. */
export interface TokenUse {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly cacheWriteInputTokens?: number | undefined;
  /** Beside the others: of what nobody told. */
  readonly estimatedInputTokens?: number | undefined;
  readonly estimatedOutputTokens?: number | undefined;
}

/**
 * What tokens cost, in millionths of the currency, rounded up. Exact: a token costs as many millionths as a million of them
 * cost whole units, and prices have at most six decimals here, so everything is a whole number of 10^-12, less a discount of at
 * most six decimals. A discount is stated by whoever pays, like the prices: none is assumed, so that no sum is too small.
 */
export function costMicros(price: Price, use: TokenUse): number {
  const { inputTokens = 0, outputTokens = 0, cachedInputTokens = 0, cacheWriteInputTokens = 0 } = use;
  const { estimatedInputTokens = 0, estimatedOutputTokens = 0 } = use;
  const { input, output, cachedInput = input, cacheWriteInput = input, discount = 0 } = price;
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteInputTokens);
  const parts = [
    [plain + estimatedInputTokens, input],
    [cachedInputTokens, cachedInput],
    [cacheWriteInputTokens, cacheWriteInput],
    [outputTokens + estimatedOutputTokens, output],
  ] as const;
  const millionth = 1_000_000n;
  const sum = parts.reduce((total, [tokens, each]) => total + BigInt(Math.ceil(tokens)) * BigInt(micros(each)), 0n);
  const paid = sum * (millionth - BigInt(micros(discount)));
  const whole = millionth * millionth;
  return Number((paid + whole - 1n) / whole);
}

/** Whole units of a currency as millionths. */
export function micros(units: number): number {
  return Math.round(units * 1_000_000);
}

interface Priced {
  readonly id: string;
  readonly price?: Price | undefined;
}

/** What keeps a budget in money from being kept: every endpoint that states no price. */
export function withoutPrice(endpoints: readonly Priced[]): Problem[] {
  return endpoints
    .filter(({ price }) => price === undefined)
    .map(({ id }) => ({
      where: `endpoint ${id}`,
      what: 'expected a price, as there is a budget in money, got none',
    }));
}
