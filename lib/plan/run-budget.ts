import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { RunLimits } from '../domain/run/limits.ts';
import { type Budget, type Spending, spendingOf } from '../domain/run/spending.ts';
import { estimateRun } from './estimate-run.ts';
import { smaller } from './limits-of.ts';

/** Output that is set aside for a request without a limit of its own. */
const assumedOutputTokens = 4096;

/**
 * A run may use so many times what was set aside for it. The estimate takes four characters for a token, and scripts such
 * as Chinese or Thai need up to five times as many tokens; what is beyond that is not what was planned.
 */
const mostTimes = 5;

/** What one draw is taken to use where nobody tells: about the most that it can. */
export interface DrawEstimate {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests that the draw is made of; more than one where it replays a trace tree. */
  readonly requests: number;
}

/** The input at four characters a token, and the limits of output, or 4,096 tokens for a request without one. */
export function estimateDraw(endpoint: Endpoint, golden: GoldenRequest): DrawEstimate {
  const { inputTokens, mostOutputTokens, requests } = estimateRun({ ...endpoint, repetitions: 1 }, [golden]);
  return { inputTokens, outputTokens: mostOutputTokens ?? requests * assumedOutputTokens, requests };
}

/** What is set aside for one run before it begins: all of its draws, or what a run may use if that is less. */
export function setAsideFor(endpoint: Endpoint, goldens: readonly GoldenRequest[], run: Budget = {}): Spending {
  const draws = goldens.map((golden) => estimateDraw(endpoint, golden));
  const sum = (key: 'inputTokens' | 'outputTokens') =>
    endpoint.repetitions * draws.reduce((total, draw) => total + draw[key], 0);
  const all = spendingOf(endpoint.price, { inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') });
  const { tokens = Infinity, costMicros = Infinity } = run;
  return { tokens: Math.min(all.tokens, tokens), costMicros: Math.min(all.costMicros, costMicros) };
}

/**
 * The most that one run may use whatever else is left: its own budget, and five times what was set aside for it. Unlimited in
 * what no budget speaks of.
 */
export function mostForRun(aside: Spending, { run, accounts }: RunLimits): Budget {
  const most = (key: keyof Budget) =>
    [run, ...accounts.map(({ budget }) => budget)].some((budget) => budget[key] !== undefined)
      ? { [key]: mostTimes * aside[key] }
      : {};
  return smaller(run, { ...most('tokens'), ...most('costMicros') });
}
