import * as z from 'zod';
import { micros } from '../endpoint/price.ts';
import type { Budget } from '../run/spending.ts';

/** The most that may be used, in tokens, in money, or in both. */
export const Allowance = z
  .strictObject({
    tokens: z.int().positive().optional().describe('tokens of prompts and answers together'),
    money: z
      .number()
      .min(0.000_001)
      .max(1_000_000_000)
      .optional()
      .describe('in whole units of the currency of the prices; every endpoint that it is about states its price'),
  })
  .refine(({ tokens, money }) => tokens !== undefined || money !== undefined, 'expected tokens, money or both');
export type Allowance = z.infer<typeof Allowance>;

/** What may be used in a run, in a day and in a month; days and months are those of UTC. */
export const BudgetRules = z.strictObject({
  run: Allowance.optional().describe('each run of an endpoint: it is cut short there and judged with what came'),
  day: Allowance.optional().describe('runs that were begun on one day, UTC: what does not fit any more is not begun'),
  month: Allowance.optional().describe('the same of a month, UTC'),
});
export type BudgetRules = z.infer<typeof BudgetRules>;

/** An allowance in the units that are counted; unlimited where there is none. */
export function budgetOf(allowance: Allowance | undefined): Budget {
  const { tokens, money } = allowance ?? {};
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(money === undefined ? {} : { costMicros: micros(money) }),
  };
}

/** Whether a price has to be known to keep it. */
export function isInMoney(rules: BudgetRules | undefined): boolean {
  return [rules?.run, rules?.day, rules?.month].some((allowance) => allowance?.money !== undefined);
}
