import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Json } from '../domain/json.ts';
import type { Format } from '../import/formats.ts';
import type { SourceRecord } from '../usecases/import-goldens.ts';
import { listElements } from './list-elements.ts';
import { bytesOf, linesOf } from './read-lines.ts';
import { parseSource } from './source-document.ts';

/** The records of files, one file after the other. @throws {ConfigError} for a file that cannot be read. */
export async function* importRecords(
  files: readonly string[],
  { stands, grows = false }: Format,
): AsyncGenerator<SourceRecord> {
  for (const file of files) {
    if (stands === 'document') yield* yamlDocument(file);
    else if (stands === 'records') yield* records(file);
    else yield* jsonLines(file, grows);
  }
}

/** Reads a file that an imported one refers to, beside the first of those; undefined if it cannot be read. */
export function readBeside([file = '']: readonly string[]): (path: string) => string | undefined {
  return (path) => {
    try {
      return readFileSync(resolve(dirname(file), path), 'utf8');
    } catch {
      return undefined;
    }
  };
}

async function* jsonLines(file: string, mayBeCut = false): AsyncGenerator<SourceRecord> {
  for await (const { text, number, ended } of linesOf(file)) {
    if (text.trim() === '') continue;
    const where = `${file}:${number}`;
    const parsed = parse(text, where);
    yield mayBeCut && !ended && 'problem' in parsed && parsed.cut === true ? { cutOff: where } : parsed;
  }
}

/** Lines, a list, or one object over several lines: told apart by how the first line begins and whether it is whole. */
async function* records(file: string): AsyncGenerator<SourceRecord> {
  for await (const { text } of linesOf(file)) {
    if (text.trim() === '') continue;
    if (text.trimStart().startsWith('[')) return yield* listed(file);
    if (!('problem' in parse(text, file)) || !opens(text)) return yield* jsonLines(file);
    return yield* oneObject(file);
  }
}

async function* listed(file: string): AsyncGenerator<SourceRecord> {
  for await (const { text, line } of listElements(bytesOf(file))) yield parse(text, `${file}:${line}`);
}

async function* oneObject(file: string): AsyncGenerator<SourceRecord> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOf(file)) chunks.push(chunk);
  yield parse(Buffer.concat(chunks).toString('utf8'), file);
}

async function* yamlDocument(file: string): AsyncGenerator<SourceRecord> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOf(file)) chunks.push(chunk);
  const source = parseSource(file, Buffer.concat(chunks).toString('utf8'));
  for (const problem of source.problems) yield { problem };
  if (source.problems.length === 0)
    yield { value: (source.value ?? null) as Json, place: (path) => source.place(segments(path)) };
}

/** `a.b[0]` → a, b, 0 */
function segments(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

/** Whether a first line that is no JSON by itself may be the beginning of some. */
function opens(text: string): boolean {
  return /^\s*\{\s*("[^"]*"\s*:\s*[[{]?\s*)?$/.test(text);
}

function parse(text: string, where: string): SourceRecord & { readonly cut?: boolean } {
  try {
    return { value: JSON.parse(text) as Json, place: () => where };
  } catch (error) {
    // V8 quotes the text in its messages: only the position is taken.
    const { message } = error as Error;
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    const cut = /end of JSON|Unterminated/i.test(message) || position >= text.trimEnd().length;
    const broken = Number.isNaN(position) ? '' : `, got text that is broken at character ${position + 1}`;
    const how = cut ? ', got some that is cut off' : broken;
    return { problem: { where, what: `expected JSON${how}` }, cut };
  }
}
