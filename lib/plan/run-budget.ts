import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { type Budget, type Spending, spendingOf } from '../domain/run/spending.ts';
import { estimateRun } from './estimate-run.ts';

/** Output that is set aside for a draw of a golden without a limit of its own. */
const assumedOutputTokens = 4096;

/**
 * A run may use so many times what was set aside for it. The estimate takes four characters for a token, and scripts such
 * as Chinese or Thai need up to five times as many tokens; what is beyond that is not what was planned.
 */
const mostTimes = 5;

/** What is set aside for one run before it begins: about the most it can use. */
export function setAsideFor(endpoint: Endpoint, goldens: readonly GoldenRequest[]): Spending {
  const { inputTokens, mostOutputTokens, requests } = estimateRun(endpoint, goldens);
  return spendingOf(endpoint.price, {
    inputTokens,
    outputTokens: mostOutputTokens ?? requests * assumedOutputTokens,
  });
}

/**
 * What one run may use before it is cut short: what was set aside for it, and its share of what the month has left, so
 * that all runs together stay within the budget whatever the models answer.
 *
 * @param left what the month has left once everything is set aside for all `runs`, zero or more where there is a limit.
 */
export function mostForRun(aside: Spending, left: Budget, runs: number): Budget {
  const most = (own: number, rest: number | undefined) =>
    rest === undefined ? undefined : Math.min(mostTimes * own, own + Math.floor(rest / runs));
  const [tokens, costMicros] = [most(aside.tokens, left.tokens), most(aside.costMicros, left.costMicros)];
  return { ...(tokens === undefined ? {} : { tokens }), ...(costMicros === undefined ? {} : { costMicros }) };
}

/** The month that a time counts towards, UTC, e.g. `2026-11`. */
export function budgetMonth(at: Date): string {
  return at.toISOString().slice(0, 7);
}
