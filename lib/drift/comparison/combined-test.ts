import type { Random } from '../../domain/random.ts';
import { Labellings } from '../../stats/labellings.ts';
import { sortedQuantile } from '../../stats/median-mad.ts';
import { atLeast } from '../../stats/permutation-test.ts';
import { pairIndex, pairQuantities, type TableLayout, type UnitTable, unitQuantities } from './unit-table.ts';

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
 * together), vocabulary, length, structured properties and log-probabilities, and whether goldens moved in one direction.
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
): CombinedTestResult {
  const labels = new Labellings(tables, options);
  const sums = new LabellingSums(tables, layout);
  const columns = Array.from({ length: sums.columns }, () => new Float64Array(labels.total));
  let row = 0;
  do {
    const values = sums.of(labels.members);
    for (let c = 0; c < columns.length; c++) (columns[c] as Float64Array)[row] = values[c] as number;
    row++;
  } while (labels.next());

  const evidence = new Float64Array(labels.total);
  for (const statistic of finalStatistics(columns, layout.buckets))
    for (let i = 0; i < evidence.length; i++) {
      const excess = Math.min(clip, Math.max(0, statistic[i] as number));
      evidence[i] = (evidence[i] as number) + excess * excess;
    }
  const observed = evidence[0] as number;
  const asExtreme = evidence.reduce((count, value) => count + (atLeast(value, observed) ? 1 : 0), 0);
  return { pValue: asExtreme / labels.total, labellings: labels.total, exact: labels.exact };
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
  const shifts = columns.slice(buckets + pairQuantities.length).map((values) => standardise(values).map(Math.abs));
  const directions = shifts.slice(0, unitQuantities.length);
  const properties = shifts.slice(unitQuantities.length);
  const sparse = sumOf(text.map((values) => standardise(values).map((z) => Math.max(0, z) ** 2)));
  const ofProperties = properties.length === 0 ? [] : [largestOf(properties)];
  return [sumOf(text), sparse, ...others, ...directions, ...ofProperties].map(standardise);
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
 * is above 1. All 0 where the statistic is the same for nearly all labellings.
 */
function standardise(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const middle = sortedQuantile(sorted, 0.5);
  const scale = sortedQuantile(sorted, 0.95) - middle;
  return scale > 1e-9 * (1 + Math.abs(middle))
    ? values.map((x) => (x - middle) / scale)
    : new Float64Array(values.length);
}

/** Adds up what a labelling says, over all strata. */
class LabellingSums {
  readonly columns: number;
  readonly #tables: readonly UnitTable[];
  readonly #totals: readonly TableTotals[];
  readonly #pairColumns: number;
  readonly #unitColumns: number;
  readonly #values: Float64Array;
  readonly #inside: Float64Array;
  readonly #touching: Float64Array;

  constructor(tables: readonly UnitTable[], layout: TableLayout) {
    this.#pairColumns = layout.buckets + pairQuantities.length;
    this.#unitColumns = unitQuantities.length + layout.properties.length;
    this.columns = this.#pairColumns + this.#unitColumns;
    this.#tables = tables;
    this.#totals = tables.map((table) => totals(table, this.#unitColumns));
    this.#values = new Float64Array(this.columns);
    this.#inside = new Float64Array(this.#pairColumns);
    this.#touching = new Float64Array(this.#pairColumns);
  }

  /** One number a column, summed over strata; the array is used again at the next call. */
  of(members: readonly Int32Array[]): Float64Array {
    this.#values.fill(0);
    for (let s = 0; s < this.#tables.length; s++) {
      const table = this.#tables[s] as UnitTable;
      if (table.chosen === 0) continue;
      this.#addPairs(table, this.#totals[s] as TableTotals, members[s] as Int32Array);
      this.#addUnits(table, this.#totals[s] as TableTotals, members[s] as Int32Array);
    }
    return this.#values;
  }

  /** Unbiased squared discrepancies: similarity within both groups less similarity between them. */
  #addPairs({ units, pairs, pairColumns }: UnitTable, { all, rows }: TableTotals, chosen: Int32Array): void {
    const width = pairColumns.length;
    const n = chosen.length;
    const m = units - n;
    const inside = this.#inside.fill(0);
    const touching = this.#touching.fill(0);
    for (let a = 0; a < n; a++) {
      const i = chosen[a] as number;
      for (let c = 0, at = i * width; c < width; c++, at++)
        touching[c] = (touching[c] as number) + (rows[at] as number);
      for (let b = 0; b < a; b++) {
        const j = chosen[b] as number;
        let at = (i > j ? pairIndex(i, j) : pairIndex(j, i)) * width;
        for (let c = 0; c < width; c++, at++) inside[c] = (inside[c] as number) + (pairs[at] as number);
      }
    }
    // A group of one has no pairs.
    const within = n > 1 ? 2 / (n * (n - 1)) : 0;
    const outside = m > 1 ? 2 / (m * (m - 1)) : 0;
    const across = 2 / (n * m);
    for (let c = 0; c < width; c++) {
      const own = inside[c] as number;
      const between = (touching[c] as number) - 2 * own;
      const rest = (all[c] as number) - own - between;
      const column = pairColumns[c] as number;
      this.#values[column] = (this.#values[column] as number) + own * within + rest * outside - between * across;
    }
  }

  /** Mean after less mean before. */
  #addUnits({ units, perUnit, sign }: UnitTable, { perUnit: sums }: TableTotals, chosen: Int32Array): void {
    const n = chosen.length;
    for (let c = 0; c < this.#unitColumns; c++) {
      let sum = 0;
      for (let a = 0; a < n; a++) sum += perUnit[(chosen[a] as number) * this.#unitColumns + c] as number;
      const difference = sum / n - ((sums[c] as number) - sum) / (units - n);
      const column = this.#pairColumns + c;
      this.#values[column] = (this.#values[column] as number) + sign * difference;
    }
  }
}

interface TableTotals {
  /** Sum over all pairs, by column. */
  readonly all: Float64Array;
  /** Sum over the pairs of each unit, by column. */
  readonly rows: Float64Array;
  /** Sum over all units, by column. */
  readonly perUnit: Float64Array;
}

function totals({ units, pairs, pairColumns, perUnit }: UnitTable, unitColumns: number): TableTotals {
  const width = pairColumns.length;
  const all = new Float64Array(width);
  const rows = new Float64Array(units * width);
  let at = 0;
  for (let i = 1; i < units; i++)
    for (let j = 0; j < i; j++)
      for (let c = 0; c < width; c++, at++) {
        const value = pairs[at] as number;
        all[c] = (all[c] as number) + value;
        rows[i * width + c] = (rows[i * width + c] as number) + value;
        rows[j * width + c] = (rows[j * width + c] as number) + value;
      }
  const sums = new Float64Array(unitColumns);
  perUnit.forEach((value, i) => {
    const c = i % unitColumns;
    sums[c] = (sums[c] as number) + value;
  });
  return { all, rows, perUnit: sums };
}
