import { columns, cutEnd } from '../words/printable.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';

export interface TextColumn {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** Columns of the terminal that a cell may take. */
  readonly most?: number;
}

/** A table for a terminal: a quiet head, columns as wide as their widest cell, two spaces between. Texts must be printable. */
export function textTable(heads: readonly TextColumn[], rows: readonly (readonly Segment[])[]): Line[] {
  const cells = rows.map((row) => row.map((cell, i) => ({ ...cell, text: cutEnd(cell.text, heads[i]?.most ?? 1000) })));
  const widths = heads.map(({ head }, i) =>
    cells.reduce((widest, row) => Math.max(widest, columns(row[i]?.text ?? '')), columns(head)),
  );
  const head = heads.map((column) => style('quiet', column.head));
  return [head, ...cells].map((row) => withoutTail(row.flatMap((cell, i) => pad(cell, i, heads, widths))));
}

/**
 * The same, without as many of the `dispensable` columns as it takes to fit, the first one first. Texts that are still
 * too long are left to the terminal.
 */
export function fittingTable(
  heads: readonly TextColumn[],
  rows: readonly (readonly Segment[])[],
  width: number,
  dispensable: readonly string[],
): Line[] {
  const table = textTable(heads, rows);
  const [next, ...others] = dispensable;
  if (next === undefined || table.every((line) => lineColumns(line) <= width)) return table;
  const left = heads.findIndex(({ head }) => head === next);
  return fittingTable(
    heads.toSpliced(left, 1),
    rows.map((row) => row.toSpliced(left, 1)),
    width,
    others,
  );
}

function lineColumns(line: Line): number {
  return line.reduce((sum, { text }) => sum + columns(text), 0);
}

function pad(cell: Segment, i: number, heads: readonly TextColumn[], widths: readonly number[]): Segment[] {
  const room = ' '.repeat(Math.max(0, (widths[i] ?? 0) - columns(cell.text)));
  const gap = i === 0 ? [] : [plain('  ')];
  if (heads[i]?.numeric === true) return [...gap, plain(room), cell];
  return [...gap, cell, plain(room)];
}

/** No spaces at the end of a line. */
function withoutTail(line: Line): Line {
  return line.slice(0, line.findLastIndex(({ text }) => text.trim() !== '') + 1);
}
