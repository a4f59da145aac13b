import type { Random } from '../../domain/random.ts';
import type { ObservedRun } from '../../domain/run/observed-run.ts';
import { type CombinedTestResult, combinedTest } from './combined-test.ts';
import { type Exchange, type ExchangeableUnits, exchangeableUnits, type UnitStratum } from './exchangeable-units.ts';
import { countOneWay, leanOnOthers, type OneWay } from './one-way.ts';
import { SharedShift } from './shared-shift.ts';
import { pairQuantities, type TableLayout, unitTable } from './unit-table.ts';

export interface EqualityTestOptions {
  /** Random labellings, at least 1; where there are no more than that, all of them are looked at. */
  readonly permutations: number;
  readonly random: Random;
}

export interface EqualityTestResult extends CombinedTestResult {
  readonly exchangeable: Exchange;
  /** The smallest p-value that these samples and so many permutations could have given. */
  readonly smallestPValue: number;
  /** Units of each side that were left out because there were more than can be compared in good time. */
  readonly leftOut: ExchangeableUnits['leftOut'];
  /** Where single draws were shuffled: whether goldens moved so much alike that even dependent draws do not explain it. */
  readonly oneWay?: OneWay;
  /** There, too: how far each golden moved the way that all others moved, by golden; without a unit, for ranking. */
  readonly leanings: ReadonlyMap<string, number>;
}

/**
 * Tests the null "the answers of both sides come from one distribution".
 *
 * What is shuffled is whole runs, where both sides have enough of them, and otherwise draws inside each golden (see
 * `exchangeableUnits`); no model of the noise is needed. Under every labelling the two groups are compared in text at
 * several resolutions, vocabulary, length, structured properties, and log-probabilities where there are any; where draws
 * are shuffled, also in what all goldens have in common (see `SharedShift`), which is all that one draw a golden on each
 * side can show; and all of it is combined into one number before it is ranked (see `combinedTest`).
 *
 * @param before at least 1 run.
 * @param after at least 1 run.
 * @throws {RangeError} if no golden has draws on both sides.
 *
 * Cost: at most some 2 billion additions for the labellings; 14 against 14 runs of 100 goldens x 5 draws take 0.3 s.
 */
export function equalityTest(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  { permutations, random }: EqualityTestOptions,
): EqualityTestResult {
  const goldens = sharedGoldens(before, after);
  if (goldens.length === 0) throw new RangeError('no golden has draws on both sides, expected at least one');
  const mostDraws = drawsWithinBudget(goldens.length, permutations);
  const { exchange, strata, leftOut } = exchangeableUnits(before, after, goldens, mostDraws);
  const layout = tableLayout(goldens, before, usefulBuckets(exchange, strata, permutations));
  const tables = strata.map((stratum) => unitTable(stratum, layout));
  const shift = exchange === 'draws' ? new SharedShift(strata, permutations) : undefined;
  const result = combinedTest(tables, layout, { permutations, random }, shift);
  // The statistic does not know which side is which: where sides are equal, every labelling has a twin.
  const twins = result.exact && strata.every(({ units, chosen }) => units.length === 2 * chosen) ? 2 : 1;
  const shifts = shift?.observed() ?? [];
  const leanings = leanOnOthers(shifts).map((leaning, s) => [strata[s]?.goldens[0] ?? '', leaning] as const);
  return {
    ...result,
    exchangeable: exchange,
    smallestPValue: twins / result.labellings,
    leftOut,
    leanings: new Map(leanings),
    ...(shift === undefined ? {} : { oneWay: countOneWay(shifts, random) }),
  };
}

/** Additions that a test may take, over all labellings. */
const budget = 2e9;

/** Draws a side and golden, so that all pairs under all labellings stay within the budget; and within the memory. */
function drawsWithinBudget(goldens: number, permutations: number): number {
  const numbersAPair = 1 + pairQuantities.length;
  return Math.max(20, Math.min(500, Math.floor(Math.sqrt((2 * budget) / (goldens * numbersAPair * permutations)))));
}

/** Most buckets that are worth their time. Of a pair of draws only the direction can vary, which no bucket holds. */
function usefulBuckets(exchange: Exchange, strata: readonly UnitStratum[], permutations: number): number {
  if (exchange === 'draws') return strata.every(({ units }) => units.length === 2) ? 1 : strata.length;
  const smaller = strata.reduce((most, { chosen }) => Math.max(most, chosen), 1);
  return bucketsWithinBudget(smaller, permutations);
}

function bucketsWithinBudget(runs: number, permutations: number): number {
  const pairs = (runs * runs) / 2;
  return Math.max(8, Math.floor(budget / (pairs * permutations)) - pairQuantities.length);
}

/** Each golden has its own bucket, or neighbours share one where there are more goldens than buckets. */
function tableLayout(goldens: readonly string[], runs: readonly ObservedRun[], mostBuckets: number): TableLayout {
  const buckets = Math.min(goldens.length, mostBuckets);
  const properties = new Set<string>();
  for (const run of runs)
    for (const golden of goldens)
      for (const name of Object.keys(run.goldens.get(golden)?.[0]?.properties ?? {})) properties.add(name);
  return {
    bucketOf: new Map(goldens.map((golden, i) => [golden, Math.floor((i * buckets) / goldens.length)])),
    buckets,
    properties: [...properties].sort(),
  };
}

function sharedGoldens(before: readonly ObservedRun[], after: readonly ObservedRun[]): readonly string[] {
  const keys = (runs: readonly ObservedRun[]) => new Set(runs.flatMap(({ goldens }) => [...goldens.keys()]));
  const present = keys(after);
  return [...keys(before)].filter((golden) => present.has(golden)).sort();
}
