import { pairIndex } from './pair-matrix.ts';
import { pairQuantities, type TableLayout, type UnitTable, unitQuantities } from './unit-table.ts';

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
    // In order, so that memory is read in order: most of the time is spent here.
    const sorted = n > 16 ? chosen.toSorted() : chosen;
    for (let a = 0; a < n; a++) {
      const i = sorted[a] as number;
      for (let c = 0, at = i * width; c < width; c++, at++)
        touching[c] = (touching[c] as number) + (rows[at] as number);
      for (let b = 0; b < a; b++) {
        const j = sorted[b] as number;
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
