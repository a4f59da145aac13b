import { parseJson } from './parse-json.ts';

/** A text of one JSON value a line. */
export function toJsonLines(values: Iterable<unknown>): string {
  return Array.from(values, (value) => `${JSON.stringify(value)}\n`).join('');
}

/** The values of such a text; a line that is none (a file that was cut off) is left out. */
export function fromJsonLines(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    try {
      return [parseJson(line)];
    } catch {
      return [];
    }
  });
}
