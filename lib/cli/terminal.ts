import { styleText } from 'node:util';
import { ansiText, type Line, plainText } from '../report/terminal/styled-text.ts';
import { jsonText } from '../report/words/json-text.ts';

/** Width of the text that is written, whatever the terminal's: wider lines are hard to read. */
const mostColumns = 120;

/** Writes lines to standard output, in colour where a person's terminal shows it and NO_COLOR does not forbid it. */
export function print(lines: readonly Line[]): void {
  process.stdout.write(hasColour(process.stdout) ? ansiText(lines) : plainText(lines));
}

/** Writes one JSON value as one document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value, 2)}\n`);
}

/** Writes what is not the result to standard error: what goes on, and what is wrong. */
export function complain(lines: readonly Line[]): void {
  process.stderr.write(hasColour(process.stderr) ? ansiText(lines) : plainText(lines));
}

/** Columns that a line on standard output may take. */
export function outputWidth(): number {
  return Math.min(process.stdout.columns ?? 96, mostColumns);
}

/** Whether a stream takes colour: a terminal, unless NO_COLOR says no or FORCE_COLOR says yes. */
export function hasColour(stream: NodeJS.WriteStream): boolean {
  return styleText('bold', 'x', { stream, validateStream: true }) !== 'x';
}
