import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros, type TokenUse } from '../domain/endpoint/price.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { MonthlyTokens, PlannedEndpoint, PlannedGolden } from '../domain/project/plan-report.ts';
import { estimateRun } from './estimate-run.ts';

/** Tokens of stored answers to one golden, added up. */
export interface SeenTokens
  extends Required<Pick<TokenUse, 'inputTokens' | 'outputTokens' | 'cachedInputTokens' | 'cacheWriteInputTokens'>> {
  readonly draws: number;
}

/** By id of the golden. */
export type SeenByGolden = ReadonlyMap<string, SeenTokens>;

const [daysPerMonth, daysPerYear] = [30, 365];
export const secondsPerMonth = daysPerMonth * 86_400;

/** What a draw of a golden uses; `outputTokens` is left out where nothing limits it and nothing is stored. */
interface DrawTokens {
  readonly use: TokenUse;
  readonly from: MonthlyTokens['from'];
}

/**
 * Tokens that the goldens of an endpoint use in 30 days, and what they cost: averages of stored answers where there are some,
 * otherwise an estimate, of which the output is the most that is allowed. Attempts that fail and confirming runs come on top.
 *
 * @param everySeconds between two runs.
 */
export function monthlyTokens(
  endpoint: Endpoint,
  goldens: readonly GoldenRequest[],
  seen: SeenByGolden,
  everySeconds: number,
): Omit<PlannedEndpoint, 'detection'> {
  const draws = Math.round(secondsPerMonth / everySeconds) * endpoint.repetitions;
  const planned = goldens.map((golden) => goldenTokens(endpoint, golden, seen, draws));
  const known = planned.filter(({ outputTokens }) => outputTokens !== undefined);
  const isPriced = planned.every(({ costMicros: micros }) => micros !== undefined);
  const { price } = endpoint;
  return {
    endpoint: endpoint.id,
    draws: draws * goldens.length,
    inputTokens: sum(planned, ({ inputTokens }) => inputTokens),
    ...(known.length < planned.length ? {} : { outputTokens: sum(planned, (one) => one.outputTokens ?? 0) }),
    from: planned.every(({ from }) => from === 'stored') ? 'stored' : 'estimated',
    ...(isPriced && planned.length > 0 ? { costMicros: sum(planned, (one) => one.costMicros ?? 0) } : {}),
    ...(isPriced && planned.length > 0
      ? { yearMicros: Math.round((sum(planned, (one) => one.costMicros ?? 0) * daysPerYear) / daysPerMonth) }
      : {}),
    ...(endpoint.canaryOf === undefined ? {} : { canaryOf: endpoint.canaryOf }),
    ...(price === undefined ? {} : { currency: price.currency }),
    ...(price?.asOf === undefined ? {} : { priceAsOf: price.asOf }),
    unlimited: planned.filter(({ outputTokens }) => outputTokens === undefined).map(({ golden }) => golden),
    goldens: planned,
  };
}

function goldenTokens(endpoint: Endpoint, golden: GoldenRequest, seen: SeenByGolden, draws: number): PlannedGolden {
  const { use, from } = drawTokens(endpoint, golden, seen);
  const times = (tokens: number) => Math.round(tokens * draws);
  const { inputTokens = 0, outputTokens, cachedInputTokens = 0, cacheWriteInputTokens = 0 } = use;
  const month = {
    inputTokens: times(inputTokens),
    cachedInputTokens: times(cachedInputTokens),
    cacheWriteInputTokens: times(cacheWriteInputTokens),
  };
  const output = outputTokens === undefined ? undefined : times(outputTokens);
  const { price } = endpoint;
  const isPriced = price !== undefined && output !== undefined;
  return {
    golden: golden.id,
    draws,
    inputTokens: month.inputTokens,
    ...(output === undefined ? {} : { outputTokens: output }),
    from,
    ...(isPriced ? { costMicros: costMicros(price, { ...month, outputTokens: output }) } : {}),
  };
}

function drawTokens(endpoint: Endpoint, golden: GoldenRequest, seen: SeenByGolden): DrawTokens {
  const stored = seen.get(golden.id);
  if (stored !== undefined && stored.draws > 0) {
    const { draws, ...sums } = stored;
    const use = Object.fromEntries(Object.entries(sums).map(([key, tokens]) => [key, (tokens as number) / draws]));
    return { use, from: 'stored' };
  }
  const { inputTokens, mostOutputTokens } = estimateRun({ ...endpoint, repetitions: 1 }, [golden]);
  return { use: { inputTokens, outputTokens: mostOutputTokens }, from: 'estimated' };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
