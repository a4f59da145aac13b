import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Problem } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { parseSource } from '../../project/source-document.ts';
import type { Format } from '../formats.ts';
import type { SourceRecord } from '../import-ports.ts';
import { jsonBreak } from './json-break.ts';
import { listElements } from './list-elements.ts';
import { bytesOf, linesOf } from './read-lines.ts';

/** The records of files, one file after the other. @throws {ConfigError} for a file that cannot be read. */
export async function* importRecords(
  files: readonly string[],
  { stands, grows = false }: Format,
): AsyncGenerator<SourceRecord> {
  for (const file of files) {
    if (stands === 'document') yield* yamlDocument(file);
    else if (stands === 'records') yield* records(file);
    else yield* jsonLines(file, bytesOf(file), grows);
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

async function* jsonLines(
  file: string,
  bytes: AsyncIterable<Buffer> = bytesOf(file),
  mayBeCut = false,
): AsyncGenerator<SourceRecord> {
  for await (const { text, number, ended } of linesOf(file, bytes)) {
    if (text.trim() === '') continue;
    const where = `${file}:${number}`;
    const parsed = parse(text, where);
    yield mayBeCut && !ended && isCut(parsed) ? { cutOff: where } : parsed;
  }
}

/**
 * Lines, a list, or one object over several lines. A first line that is cut off begins such an object, unless the second
 * one is whole by itself: then they are lines, and the first is damaged.
 */
async function* records(file: string): AsyncGenerator<SourceRecord> {
  const { head, bytes } = await beginning(bytesOf(file));
  const [first, second] = head;
  if (first === undefined) return;
  if (first.trimStart().startsWith('[')) yield* listed(file, bytes);
  else if (!isCut(parse(first, file)) || second === undefined || !('problem' in parse(second, file)))
    yield* jsonLines(file, bytes);
  else yield* oneObject(file, bytes);
}

/** The first two lines that are not blank, and all bytes from the beginning: a pipe can be read only once. */
async function beginning(bytes: AsyncGenerator<Buffer>): Promise<{ head: string[]; bytes: AsyncIterable<Buffer> }> {
  const read: Buffer[] = [];
  async function* reading() {
    for (let next = await bytes.next(); !next.done; next = await bytes.next()) {
      read.push(next.value);
      yield next.value;
    }
  }
  const head: string[] = [];
  for await (const { text } of linesOf('', reading())) {
    if (text.trim() !== '') head.push(text);
    if (head.length === 2) break;
  }
  async function* all() {
    for (let chunk = read.shift(); chunk !== undefined; chunk = read.shift()) yield chunk;
    yield* bytes;
  }
  return { head, bytes: all() };
}

function isCut(parsed: ReturnType<typeof parse>): boolean {
  return 'problem' in parsed && parsed.position === undefined;
}

async function* listed(file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord> {
  for await (const { text, line } of listElements(bytes)) yield parse(text, `${file}:${line}`);
}

async function* oneObject(file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord> {
  const text = await wholeText(bytes);
  const parsed = parse(text, file);
  if (!('problem' in parsed) || parsed.position === undefined) return yield parsed;
  const before = text.slice(0, parsed.position).split('\n');
  const where = `${file}:${before.length}:${(before.at(-1) as string).length + 1}`;
  yield { problem: { where, what: 'expected JSON, got text that is broken here' } };
}

async function wholeText(bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function* yamlDocument(file: string): AsyncGenerator<SourceRecord> {
  const source = parseSource(file, await wholeText(bytesOf(file)));
  for (const problem of source.problems) yield { problem };
  if (source.problems.length === 0)
    yield { value: (source.value ?? null) as Json, place: (path) => source.place(segments(path)) };
}

/** `a.b[0]` → a, b, 0 */
function segments(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

interface Broken {
  readonly problem: Problem;
  /** Where it stops being JSON, in characters; absent where it only ends too early. */
  readonly position?: number;
}

function parse(text: string, where: string): Extract<SourceRecord, { readonly value: Json }> | Broken {
  try {
    return { value: JSON.parse(text) as Json, place: () => where };
  } catch {
    const position = jsonBreak(text);
    if (position >= text.trimEnd().length)
      return { problem: { where, what: 'expected JSON, got some that is cut off' } };
    const how = position === text.search(/\S/) ? 'other text' : `text that is broken at character ${position + 1}`;
    return { problem: { where, what: `expected JSON, got ${how}` }, position };
  }
}
