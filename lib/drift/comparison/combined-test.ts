import type { Random } from '../../domain/random.ts';
import { atLeast } from '../../stats/at-least.ts';
import { Labellings } from '../../stats/labellings.ts';
import { meanAndDeviation } from '../../stats/mean-and-deviation.ts';
import { sortedQuantile } from '../../stats/median-mad.ts';
import { LabellingSums } from './labelling-sums.ts';
import type { SharedShift } from './shared-shift.ts';
import { pairQuantities, type TableLayout, type UnitTable, unitQuantities } from './unit-table.ts';

export interface CombinedTestResult {
  /** Above 0, at most 1. */
  readonly pValue: number;
  /** Labellings that were looked at, the observed one included. */
  readonly labellings: number;
  /** Whether these were all there are. */
  readonly exact: boolean;
}

/**
 * One p-value from many statistics: for each labelling, how far apart the two groups are in text (golden by golden, and
 * together), vocabulary, length, structured properties and log-probabilities, and whether goldens moved in one direction;
 * with `shift`, in words, characters, edges and shape as well.
 *
 * Every statistic is standardised by its values over all labellings, the observed one among them, and the squares of the
 * positive parts are added up, so that what stands out in one respect is not drowned by the others; the p-value is the
 * rank of the observed sum. Combining before ranking costs no correction
 * for multiplicity, and the rank is exact under exchangeability whatever the statistics are.
 *
 * Time O(labellings x pairs of the smaller group x width).
 */
export function combinedTest(
  tables: readonly UnitTable[],
  layout: TableLayout,
  options: { readonly permutations: number; readonly random: Random },
  shift?: SharedShift,
): CombinedTestResult {
  const labels = new Labellings(tables, options);
  const sums = new LabellingSums(tables, layout);
  const columns = Array.from({ length: sums.columns }, () => new Float64Array(labels.total));
  const shared = Array.from({ length: shift?.columns ?? 0 }, () => new Float64Array(labels.total));
  let row = 0;
  do {
    store(sums.of(labels.members), columns, row);
    if (shift !== undefined) store(shift.of(labels.members), shared, row);
    row++;
  } while (labels.next());

  const evidence = new Float64Array(labels.total);
  for (const statistic of [...finalStatistics(columns, layout.buckets), ...shared.map(standardiseByTail)])
    for (let i = 0; i < evidence.length; i++) {
      const excess = Math.min(clip, Math.max(0, statistic[i] as number));
      evidence[i] = (evidence[i] as number) + excess * excess;
    }
  const [observed = 0] = evidence;
  const asExtreme = evidence.reduce((count, value) => count + (atLeast(value, observed) ? 1 : 0), 0);
  return { pValue: asExtreme / labels.total, labellings: labels.total, exact: labels.exact };
}

function store(values: Float64Array, columns: readonly Float64Array[], row: number): void {
  for (let c = 0; c < columns.length; c++) (columns[c] as Float64Array)[row] = values[c] as number;
}

/** A statistic that is further out than this says no more. */
const clip = 20;

/**
 * From raw columns to standardised statistics: text together and golden by golden, each other pair quantity, the size of
 * each shift in one direction, and the property that shifted most.
 */
function finalStatistics(columns: readonly Float64Array[], buckets: number): Float64Array[] {
  const text = columns.slice(0, buckets);
  const others = columns.slice(buckets, buckets + pairQuantities.length);
  const shifts = columns
    .slice(buckets + pairQuantities.length)
    .map((values) => standardiseByTail(values).map(Math.abs));
  const directions = shifts.slice(0, unitQuantities.length);
  const properties = shifts.slice(unitQuantities.length);
  const sparse = sumOf(text.map((values) => standardiseByTail(values).map((z) => Math.max(0, z) ** 2)));
  const ofProperties = properties.length === 0 ? [] : [largestOf(properties)];
  return [sumOf(text), sparse, ...others, ...directions, ...ofProperties].map(standardiseByTail);
}

function sumOf(columns: readonly Float64Array[]): Float64Array {
  return combine(columns, (a, b) => a + b);
}

function largestOf(columns: readonly Float64Array[]): Float64Array {
  return combine(columns, Math.max);
}

function combine(columns: readonly Float64Array[], add: (a: number, b: number) => number): Float64Array {
  const [first = new Float64Array(0), ...rest] = columns;
  const result = first.slice();
  for (const values of rest)
    for (let i = 0; i < result.length; i++) result[i] = add(result[i] as number, values[i] as number);
  return result;
}

/**
 * By the median and the distance from there to the 95th percentile: however heavy its tail is, one labelling in twenty
 * is above 1. By the standard deviation where nearly all labellings give the same, and all 0 where all do.
 */
function standardiseByTail(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const middle = sortedQuantile(sorted, 0.5);
  const rounding = 1e-9 * (1 + Math.abs(middle));
  const distance = sortedQuantile(sorted, 0.95) - middle;
  const scale = distance > rounding ? distance : meanAndDeviation(values).deviation;
  return scale > rounding ? values.map((x) => (x - middle) / scale) : new Float64Array(values.length);
}
