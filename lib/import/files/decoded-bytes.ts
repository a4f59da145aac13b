import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../../domain/errors.ts';
import { bytesOf } from './read-lines.ts';

/** The bytes of a file as UTF-8, and what was found out about them while they were read. */
export interface Decoded {
  readonly bytes: AsyncGenerator<Buffer>;
  /** How it was encoded, where that was not UTF-8; known from the first bytes on. */
  readonly encoding: () => 'UTF-16' | undefined;
  /** Whether bytes came so far that no encoding we know gives; they became U+FFFD. */
  readonly damaged: () => boolean;
}

/**
 * Reads a file whatever it was written with: packed, also where its name does not say so (Firehose names no endings); with
 * a byte order mark; in UTF-16, as PowerShell redirects. Memory: one chunk.
 */
export function decodedBytes(file: string): Decoded {
  let encoding: 'UTF-16' | undefined;
  let damaged = false;
  async function* decode(): AsyncGenerator<Buffer> {
    const { head, rest } = await peek(bytesOf(file));
    const unpacked = head[0] === 0x1f && head[1] === 0x8b ? await peek(gunzip(file, rest)) : { head, rest };
    const label = utf16(unpacked.head);
    if (label === undefined) return yield* utf8(unpacked.rest);
    encoding = 'UTF-16';
    const decoder = new TextDecoder(label);
    for await (const chunk of unpacked.rest) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    yield Buffer.from(decoder.decode());
  }
  /** Passes UTF-8 on as it is, and looks whether it is some. */
  async function* utf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let first = true;
    let begun: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
      const whole = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
      const end = whole.length - unfinishedLength(whole);
      begun = whole.subarray(end);
      const text = whole.subarray(first && whole.indexOf('\uFEFF') === 0 ? 3 : 0, end);
      first &&= end === 0;
      damaged ||= !isUtf8(text);
      yield text;
    }
    damaged ||= begun.length > 0;
    yield begun;
  }
  return { bytes: decode(), encoding: () => encoding, damaged: () => damaged };
}

/** How many bytes at the end begin a character that goes on in the next chunk. */
function unfinishedLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/** By its mark, or by the zero bytes of a first character that JSON and YAML begin with. */
function utf16(head: Buffer): string | undefined {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (b === 0 && a !== undefined && a !== 0)) return 'utf-16le';
  return (a === 0xfe && b === 0xff) || (a === 0 && b !== undefined && b !== 0) ? 'utf-16be' : undefined;
}

/** The first four bytes or more, and all bytes from the beginning. */
async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; rest: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.length >= 4) break;
  }
  async function* all() {
    yield head;
    yield* chunks;
  }
  return { head, rest: all() };
}

async function* gunzip(file: string, packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(packed);
  const unpacking = createGunzip({ chunkSize: 64 * 1024 });
  source.on('error', (error) => unpacking.destroy(error)).pipe(unpacking);
  try {
    for await (const chunk of unpacking) yield chunk as Buffer;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError([{ where: file, what: 'expected gzip data, got damaged ones' }], { cause });
  } finally {
    source.destroy();
  }
}
