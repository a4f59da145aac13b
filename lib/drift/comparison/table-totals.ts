import type { UnitTable } from './unit-table.ts';

/** Sums that are the same under every labelling. */
export interface TableTotals {
  /** Sum over all pairs, by column. */
  readonly all: Float64Array;
  /** Sum over the pairs of each unit, by column. */
  readonly rows: Float64Array;
  /** Sum over all units, by column. */
  readonly perUnit: Float64Array;
}

/** Adds up a table. Time O(units² x stride). */
export function addUpTable({ units, pairs, stride, perUnit }: UnitTable, unitColumns: number): TableTotals {
  const all = new Float64Array(stride);
  const rows = new Float64Array(units * stride);
  let at = 0;
  for (let i = 1; i < units; i++)
    for (let j = 0; j < i; j++)
      for (let c = 0; c < stride; c++, at++) {
        const value = pairs[at] as number;
        all[c] = (all[c] as number) + value;
        rows[i * stride + c] = (rows[i * stride + c] as number) + value;
        rows[j * stride + c] = (rows[j * stride + c] as number) + value;
      }
  const sums = new Float64Array(unitColumns);
  perUnit.forEach((value, i) => {
    const c = i % unitColumns;
    sums[c] = (sums[c] as number) + value;
  });
  return { all, rows, perUnit: sums };
}
