import { columns } from '../words/printable.ts';

/** What a piece of text means, not how it looks: whoever prints it decides that. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'alarm' | 'warning' | 'good' | 'before' | 'after' | 'command';

export interface Segment {
  readonly text: string;
  readonly tone: Tone;
}

/** One line for a terminal. */
export type Line = readonly Segment[];

/** `style('alarm', 'DRIFT')` */
export function style(tone: Tone, text: string): Segment {
  return { text, tone };
}

export function plain(text: string): Segment {
  return style('plain', text);
}

/** Lines without any style, each ending in a line feed. */
export function plainText(lines: readonly Line[]): string {
  return lines.map((line) => `${line.map(({ text }) => text).join('')}\n`).join('');
}

/** Lines with ANSI colours of the terminal's own palette, so that they fit light and dark backgrounds. */
export function ansiText(lines: readonly Line[]): string {
  return lines.map((line) => `${line.map(ansi).join('')}\n`).join('');
}

/**
 * Breaks words into lines of at most `width` characters; a word that is longer stands alone on a longer line. A number
 * stays with its unit: `31 %` is one word.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/(\d) (%|s|min|h|d)(?![a-z])/g, '$1\u0000$2').split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && columns(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((broken) => broken.replaceAll('\u0000', ' '));
}

/**
 * Breaks a line between words into lines of at most `width` columns; lines after the first are indented. Styles go on.
 */
export function wrapLine(line: Line, width: number, indent = 2): Line[] {
  const lines: Segment[][] = [[]];
  let used = 0;
  for (const { tone, text } of line)
    for (const word of text.match(/\s*\S+\s*$|\s*\S+|\s+$/g) ?? []) {
      const isFull = used > 0 && used + columns(word.trimEnd()) > width;
      const shown = isFull ? `${' '.repeat(indent)}${word.trimStart()}` : word;
      if (isFull) {
        lines.push([]);
        used = 0;
      }
      lines.at(-1)?.push(style(tone, shown));
      used += columns(shown);
    }
  return lines;
}

const codes: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  quiet: '2',
  alarm: '1;31',
  warning: '33',
  good: '32',
  before: '32',
  after: '31',
  command: '36',
};

function ansi({ text, tone }: Segment): string {
  const code = codes[tone];
  return code === '' || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
}
