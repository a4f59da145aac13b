import { ConfigError, type Problem } from '../domain/errors.ts';
import type { PlannedEndpoint } from '../domain/project/plan-report.ts';

/** What a month may cost. */
export interface PlanBudget {
  /** In whole units of the prices' currency. */
  readonly budget?: number;
  readonly budgetTokens?: number;
}

/**
 * A budget shared out among endpoints in proportion to what they cost now, in millionths of the currency or in tokens;
 * undefined where there is none.
 *
 * @throws {ConfigError} naming every endpoint of which the money is not known.
 */
export function budgetsOf(
  endpoints: readonly Omit<PlannedEndpoint, 'detection'>[],
  { budget, budgetTokens }: PlanBudget,
): ((endpoint: string) => number) | undefined {
  if (budget === undefined && budgetTokens === undefined) return undefined;
  if (budget !== undefined && budgetTokens !== undefined)
    throw new ConfigError([{ where: 'options', what: 'expected --budget or --budget-tokens, got both' }]);
  const unpriced = endpoints.filter(({ costMicros }) => costMicros === undefined);
  const priced = endpoints.filter(({ costMicros }) => costMicros !== undefined);
  if (budget !== undefined && unpriced.length > 0) throw new ConfigError(unpriced.map(withoutMoney));
  if (budgetTokens !== undefined && priced.length > 0)
    throw new ConfigError([{ where: '--budget-tokens', what: 'expected --budget, as prices are stated' }]);
  const costOf = ({ costMicros, inputTokens, outputTokens = 0 }: (typeof endpoints)[number]) =>
    costMicros ?? inputTokens + outputTokens;
  const all = endpoints.reduce((sum, one) => sum + costOf(one), 0);
  const most = budget === undefined ? (budgetTokens as number) : budget * 1e6;
  const shares = new Map(endpoints.map((one) => [one.endpoint, (most * costOf(one)) / Math.max(1, all)]));
  return (endpoint) => shares.get(endpoint) ?? 0;
}

function withoutMoney({ endpoint, currency, unlimited }: Omit<PlannedEndpoint, 'detection'>): Problem {
  const where = `endpoint ${endpoint}`;
  if (currency === undefined) return { where, what: 'expected a price, as --budget is in money, got none' };
  return { where, what: `expected a limit on the answers to ${unlimited.join(', ')}, as --budget is in money` };
}
