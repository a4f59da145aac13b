import { cutEnd, printable } from '../words/printable.ts';
import { type Line, plain, type Segment, style, wrap } from './styled-text.ts';

/** Column in which the text of a labelled line begins. */
export const labelColumn = 13;

/** A label in its column; an empty one under another line's label. */
export function labelCell(label: string): Segment[] {
  return [style('quiet', `  ${label.padEnd(labelColumn - 2)}`)];
}

/** A label and its text, wrapped to `most` lines; nothing for an empty text. Made safe to print. */
export function labelLines(label: string, text: string, width: number, most = 2): Line[] {
  if (text === '') return [];
  const lines = wrap(printable(text), width - labelColumn);
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = cutEnd(lines.slice(most - 1).join(' '), width - labelColumn);
  return kept.map((line, i) => [...labelCell(i === 0 ? label : ''), plain(line)]);
}
