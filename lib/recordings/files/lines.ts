import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../../domain/errors.ts';

/** Longest line that is taken, in bytes; a file without line breaks must not fill the memory. */
const longestLine = 64 * 1024 * 1024;

/**
 * Calls `onLine` with each line of a file and its number from 1 on, without the line break; a last line needs none.
 * Gzip is known by its first two bytes, not by the file's name. Memory: one line and one chunk.
 *
 * @throws {ConfigError} if the file cannot be read or its gzip data is damaged or ends too early. Lines before the
 * damage have been handed over by then.
 */
export async function forEachLine(path: string, onLine: (line: Buffer, number: number) => void): Promise<void> {
  const splitter = new LineSplitter(onLine);
  const consume = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) splitter.push(chunk);
  };
  try {
    const { gzip, chunks } = await sniff(createReadStream(path, { highWaterMark: 256 * 1024 }));
    if (gzip) await pipeline(chunks, createGunzip({ chunkSize: 256 * 1024 }), consume);
    else await consume(chunks);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([{ where: path, what: explain(error, splitter.lines) }], { cause: error });
  }
  splitter.end();
}

/** Reads far enough to tell what it is, and gives back everything that was read. */
async function sniff(file: AsyncIterable<Buffer>): Promise<{ gzip: boolean; chunks: AsyncIterable<Buffer> }> {
  const rest = file[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { done, value } = await rest.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  async function* chunks() {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  }
  return { gzip: head[0] === 0x1f && head[1] === 0x8b, chunks: chunks() };
}

/** Cuts a stream of chunks at line breaks. */
class LineSplitter {
  /** Whole lines so far. */
  lines = 0;
  readonly #onLine: (line: Buffer, number: number) => void;
  #started: Buffer[] = [];
  #startedBytes = 0;

  constructor(onLine: (line: Buffer, number: number) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      this.#hand(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.#started.push(chunk.subarray(start));
    this.#startedBytes += chunk.length - start;
    if (this.#startedBytes > longestLine) throw new RangeError(`line ${this.lines + 1} is longer than 64 MiB`);
  }

  end(): void {
    if (this.#started.length > 0) this.#hand(Buffer.alloc(0));
  }

  #hand(last: Buffer): void {
    const line = this.#started.length === 0 ? last : Buffer.concat([...this.#started, last]);
    this.#started = [];
    this.#startedBytes = 0;
    this.#onLine(line, ++this.lines);
  }
}

/** What a person can do something about; the system's own words only where we have none. */
function explain(error: unknown, lines: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'no such file, expected recorded runs (.jsonl or .jsonl.gz)';
    case 'EISDIR':
      return 'is a directory, expected a file of recorded runs (.jsonl or .jsonl.gz)';
    case 'EACCES':
      return 'may not be read: permission denied';
    case 'Z_BUF_ERROR':
      return `gzip data end too early, after line ${lines}: the file was cut off`;
    case 'Z_DATA_ERROR':
      return `gzip data are damaged after line ${lines}`;
    default:
      return message;
  }
}
