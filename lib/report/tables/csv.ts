import { stringify } from 'csv-stringify/sync';

/** A value of a cell; one that is undefined is left empty. */
export type Cell = string | number | boolean | null | undefined;

/** A row by the names of its columns. */
export interface FlatRow {
  readonly [column: string]: Cell;
}

/**
 * Rows as CSV (RFC 4180), with a head unless there is one already. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it, since what models and servers say is hostile; Parquet and JSON Lines have every text as it is.
 */
export function csvText(rows: readonly FlatRow[], columns: readonly string[], { head = true } = {}): string {
  return stringify([...rows], {
    columns: [...columns],
    header: head,
    escape_formulas: true,
    cast: { boolean: String },
  });
}
