import { pairIndex } from './pair-matrix.ts';
import { addUpTable, type TableTotals } from './table-totals.ts';
import { lanes, pairQuantities, type TableLayout, type UnitTable, unitQuantities } from './unit-table.ts';

/** Adds up what a labelling says, over all strata. */
export class LabellingSums {
  readonly columns: number;
  readonly #tables: readonly UnitTable[];
  readonly #totals: readonly TableTotals[];
  readonly #pairColumns: number;
  readonly #unitColumns: number;
  readonly #values: Float64Array;
  readonly #inside: Float64Array;
  readonly #touching: Float64Array;
  readonly #sorted: Int32Array;

  constructor(tables: readonly UnitTable[], layout: TableLayout) {
    this.#pairColumns = layout.buckets + pairQuantities.length;
    this.#unitColumns = unitQuantities.length + layout.properties.length;
    this.columns = this.#pairColumns + this.#unitColumns;
    this.#tables = tables;
    this.#totals = tables.map((table) => addUpTable(table, this.#unitColumns));
    this.#values = new Float64Array(this.columns);
    this.#inside = new Float64Array(this.#pairColumns + lanes);
    this.#touching = new Float64Array(this.#pairColumns + lanes);
    this.#sorted = new Int32Array(tables.reduce((most, { chosen }) => Math.max(most, chosen), 0));
  }

  /** One number a column, summed over strata; the array is used again at the next call. */
  of(members: readonly Int32Array[]): Float64Array {
    this.#values.fill(0);
    for (let s = 0; s < this.#tables.length; s++) {
      const table = this.#tables[s] as UnitTable;
      if (table.chosen === 0) continue;
      if (table.stride > 0) this.#addPairs(table, this.#totals[s] as TableTotals, members[s] as Int32Array);
      this.#addUnits(table, this.#totals[s] as TableTotals, members[s] as Int32Array);
    }
    return this.#values;
  }

  /** Unbiased squared discrepancies: similarity within both groups less similarity between them. */
  #addPairs({ units, pairs, stride, pairColumns }: UnitTable, { all, rows }: TableTotals, chosen: Int32Array): void {
    const width = pairColumns.length;
    const n = chosen.length;
    const m = units - n;
    // In order, so that memory is read in order: most of the time is spent here.
    const sorted = sortInto(this.#sorted, chosen);
    for (let c = 0; c < stride; c += lanes) this.#addLanes(pairs, rows, stride, c, sorted);
    const [inside, touching] = [this.#inside, this.#touching];
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

  /** Sums of `lanes` columns, from the first one on, over the pairs inside the group and over the rows of its units. */
  #addLanes(pairs: Float32Array, rows: Float64Array, stride: number, first: number, sorted: Int32Array): void {
    let inside0 = 0;
    let inside1 = 0;
    let inside2 = 0;
    let inside3 = 0;
    let touching0 = 0;
    let touching1 = 0;
    let touching2 = 0;
    let touching3 = 0;
    for (let a = 0; a < sorted.length; a++) {
      const i = sorted[a] as number;
      const row = i * stride + first;
      touching0 += rows[row] as number;
      touching1 += rows[row + 1] as number;
      touching2 += rows[row + 2] as number;
      touching3 += rows[row + 3] as number;
      const pairsOfUnit = pairIndex(i, 0) * stride + first;
      for (let b = 0; b < a; b++) {
        const at = pairsOfUnit + (sorted[b] as number) * stride;
        inside0 += pairs[at] as number;
        inside1 += pairs[at + 1] as number;
        inside2 += pairs[at + 2] as number;
        inside3 += pairs[at + 3] as number;
      }
    }
    const [inside, touching] = [this.#inside, this.#touching];
    inside[first] = inside0;
    inside[first + 1] = inside1;
    inside[first + 2] = inside2;
    inside[first + 3] = inside3;
    touching[first] = touching0;
    touching[first + 1] = touching1;
    touching[first + 2] = touching2;
    touching[first + 3] = touching3;
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

/** Ascending; by insertion where there are few, since it is called for every stratum and labelling. */
function sortInto(scratch: Int32Array, numbers: Int32Array): Int32Array {
  const sorted = scratch.subarray(0, numbers.length);
  if (numbers.length > 32) {
    sorted.set(numbers);
    return sorted.sort();
  }
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    let at = i;
    for (; at > 0 && (sorted[at - 1] as number) > number; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = number;
  }
  return sorted;
}
