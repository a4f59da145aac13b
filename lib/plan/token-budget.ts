import type { Endpoint } from '../domain/endpoint.ts';
import type { GoldenRequest } from '../domain/golden-request.ts';
import { estimateRun } from './estimate-run.ts';

/** Output that is set aside for a draw of a golden without a limit of its own. */
const assumedOutputTokens = 4096;

/** Tokens, input and output together, that are set aside for one run before it begins: about the most it can use. */
export function tokensSetAside(endpoint: Endpoint, goldens: readonly GoldenRequest[]): number {
  const { inputTokens, mostOutputTokens, requests } = estimateRun(endpoint, goldens);
  return inputTokens + (mostOutputTokens ?? requests * assumedOutputTokens);
}

/** The month that a time counts towards, UTC, e.g. `2026-11`. */
export function budgetMonth(at: Date): string {
  return at.toISOString().slice(0, 7);
}
