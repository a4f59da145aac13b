import type { Problem } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { parseSource } from '../../project/source-document.ts';
import type { Format } from '../formats.ts';
import type { SourceRecord } from '../import-ports.ts';
import { type Decoded, decodedBytes } from './decoded-bytes.ts';
import { jsonBreak } from './json-break.ts';
import { jsonValues } from './json-values.ts';
import { linesOf } from './read-lines.ts';

/** The records of files, one file after the other. @throws {ConfigError} for a file that cannot be read. */
export async function* importRecords(
  files: readonly string[],
  { stands, grows = false, unwrapLine = (text) => text }: Format,
): AsyncGenerator<SourceRecord> {
  for (const file of files) {
    const source = decodedBytes(file);
    if (stands === 'document') yield* yamlDocument(file, source);
    else if (grows) yield* jsonLines(file, source, { grows, unwrapLine });
    else yield* records(file, source, { grows, unwrapLine });
    if (source.encoding() !== undefined) yield { note: `${file} was read as ${source.encoding()}` };
  }
}

type Reading = Required<Pick<Format, 'grows' | 'unwrapLine'>>;

async function* jsonLines(
  file: string,
  { bytes, damaged }: Decoded,
  { grows, unwrapLine }: Reading,
): AsyncGenerator<SourceRecord> {
  for await (const { text, number, ended } of linesOf(file, bytes)) {
    if (text.trim() === '') continue;
    const where = `${file}:${number}`;
    const parsed = parse(unwrapLine(text), { file, where, damaged });
    yield grows && !ended && isCut(parsed) ? { cutOff: where } : parsed;
  }
}

/**
 * Lines; or values over several lines, side by side on one, or in a list. A first line that is cut off begins such a value,
 * unless the second one is whole by itself: then they are lines, and the first is damaged.
 */
async function* records(file: string, source: Decoded, reading: Reading): AsyncGenerator<SourceRecord> {
  const { head, bytes } = await beginning(source.bytes);
  const [first, second] = head.map((text) => parse(reading.unwrapLine(text), { file, where: file }));
  if (first === undefined) return;
  const inLines =
    !/^\s*\[/.test(head[0] ?? '') &&
    ('value' in first ||
      (isCut(first) ? second !== undefined && 'value' in second : !beginsWithValue(head[0] ?? '', first)));
  if (inLines) return yield* jsonLines(file, { ...source, bytes }, reading);
  for await (const { text, line } of jsonValues(bytes))
    yield parse(text, { file, where: `${file}:${line}`, line, damaged: source.damaged });
}

/** Whether what is wrong with a line is only that another value follows. */
function beginsWithValue(line: string, { position }: Broken): boolean {
  if (position === undefined || position === 0) return false;
  return 'value' in parse(line.slice(0, position), { file: '', where: '' });
}

/** The first two lines that are not blank, and all bytes from the beginning: a pipe can be read only once. */
async function beginning(bytes: AsyncGenerator<Buffer>): Promise<{ head: string[]; bytes: AsyncGenerator<Buffer> }> {
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

function isCut(parsed: Parsed): boolean {
  return 'problem' in parsed && parsed.cut;
}

async function* yamlDocument(file: string, { bytes }: Decoded): AsyncGenerator<SourceRecord> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const source = parseSource(file, Buffer.concat(chunks).toString('utf8'));
  for (const problem of source.problems) yield { problem };
  if (source.problems.length === 0)
    yield { file, value: (source.value ?? null) as Json, place: (path) => source.place(segments(path)) };
}

/** `a.b[0]` → a, b, 0 */
function segments(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

interface Broken {
  readonly problem: Problem;
  readonly cut: boolean;
  /** Where it stops being JSON, in characters; absent where it only ends too early, or nobody can tell. */
  readonly position?: number;
}

type Parsed = Extract<SourceRecord, { readonly value: Json }> | Broken;

interface Standing {
  readonly file: string;
  readonly where: string;
  /** The line on which it begins, where it may go over several. */
  readonly line?: number;
  readonly damaged?: () => boolean;
}

function parse(text: string, { file, where, line, damaged }: Standing): Parsed {
  if (damaged?.() && text.includes('\uFFFD'))
    return { problem: { where, what: 'expected text in UTF-8 or UTF-16, got other bytes' }, cut: false };
  try {
    return { file, value: JSON.parse(text) as Json, place: () => where };
  } catch {
    const position = jsonBreak(text);
    if (position === undefined)
      return { problem: { where, what: 'expected JSON, got text that is broken or nested too deep' }, cut: false };
    if (position >= text.trimEnd().length)
      return { problem: { where, what: 'expected JSON, got some that is cut off' }, cut: true };
    return {
      problem: problemAt(text, position, { file, where, ...(line === undefined ? {} : { line }) }),
      cut: false,
      position,
    };
  }
}

function problemAt(text: string, position: number, { file, where, line }: Standing): Problem {
  if (position === text.search(/\S/)) return { where, what: 'expected JSON, got other text' };
  const before = text.slice(0, position).split('\n');
  if (line === undefined || before.length === 1)
    return { where, what: `expected JSON, got text that is broken at character ${position + 1}` };
  const place = `${file}:${line + before.length - 1}:${(before.at(-1) ?? '').length + 1}`;
  return { where: place, what: 'expected JSON, got text that is broken here' };
}
