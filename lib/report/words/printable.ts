/**
 * Text of a model made safe to print: what a model says is hostile input to a terminal, where escape sequences can
 * rewrite the screen, and to a reader, whom bidirectional overrides can show words that are not there.
 *
 * Line ends and tabs become visible marks (`↵`, `→`), other control characters `\u{1b}`, lone surrogates `\u{d800}`;
 * everything else stays as it is.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n|\n|\r/g, '↵')
    .replaceAll('\t', '→')
    .replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

// C0 and C1 controls, line separators, bidirectional and invisible format characters, lone surrogates. The zero-width
// joiner stays: emoji are made with it.
const unsafe = /[\p{Cc}\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/gu;

/** Columns that a text takes in a terminal; East Asian wide characters and emoji take two. */
export function columns(text: string): number {
  return characters(text).reduce((sum, character) => sum + width(character), 0);
}

/** The beginning of a text in at most so many columns, with an ellipsis in the place of what is left out. */
export function cutEnd(text: string, limit: number): string {
  return columns(text) <= limit ? text : `${fitting(characters(text), limit - 1).join('')}…`;
}

/** The end of a text in at most so many columns, with an ellipsis in the place of what is left out. */
export function cutStart(text: string, limit: number): string {
  if (columns(text) <= limit) return text;
  return `…${fitting(characters(text).reverse(), limit - 1)
    .reverse()
    .join('')}`;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function characters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

function width(character: string): number {
  return wide.test(character) ? 2 : 1;
}

function fitting(ordered: readonly string[], limit: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of ordered) {
    used += width(character);
    if (used > limit) break;
    taken.push(character);
  }
  return taken;
}
