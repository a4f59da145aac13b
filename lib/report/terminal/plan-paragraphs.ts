import { printable } from '../words/printable.ts';
import { type Line, style, wrap } from './styled-text.ts';

/** Texts of a plan below its figures, each from a line of its own on. */
export function paragraphs(texts: readonly string[], width: number): Line[] {
  return texts.flatMap((text) => wrap(printable(text), width - 2).map((line): Line => [style('quiet', `  ${line}`)]));
}
