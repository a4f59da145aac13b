import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '../../domain/errors.ts';

/** Longest line that is taken, in bytes; a file without line breaks must not fill the memory. */
const longestLine = 64 * 2 ** 20;

/** The bytes of a file, unpacked if its name ends in `.gz`. @throws {ConfigError} if it cannot be read. */
export async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { highWaterMark: 64 * 1024 });
  const packed = file.endsWith('.gz') ? createGunzip({ chunkSize: 64 * 1024 }) : undefined;
  if (packed !== undefined) source.on('error', (error) => packed.destroy(error)).pipe(packed);
  try {
    for await (const chunk of packed ?? source) yield chunk as Buffer;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError([{ where: file, what: explain(cause) }], { cause });
  } finally {
    source.destroy();
  }
}

export interface SourceLine {
  readonly text: string;
  /** From 1 on. */
  readonly number: number;
  /** Whether a line break ends it; the last one may have none. */
  readonly ended: boolean;
}

/**
 * The lines of a file, without their breaks. Memory: one line and one chunk.
 *
 * @param bytes of the file, where they are being read already.
 * @throws {ConfigError}
 */
export async function* linesOf(file: string, bytes: AsyncIterable<Buffer> = bytesOf(file)): AsyncGenerator<SourceLine> {
  let number = 0;
  let begun: Buffer[] = [];
  let length = 0;
  const line = (last: Buffer, ended: boolean): SourceLine => {
    const text = (begun.length === 0 ? last : Buffer.concat([...begun, last])).toString('utf8');
    begun = [];
    length = 0;
    return { text: ++number === 1 ? text.replace(/^\uFEFF/, '') : text, number, ended };
  };
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield line(chunk.subarray(start, end), true);
      start = end + 1;
    }
    if (start === chunk.length) continue;
    begun.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > longestLine)
      throw new ConfigError([
        { where: `${file}:${number + 1}`, what: 'expected a line of at most 64 MiB, got a longer one' },
      ]);
  }
  if (begun.length > 0) yield line(Buffer.alloc(0), false);
}

function explain(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'expected a file, got nothing';
    case 'EISDIR':
      return 'expected a file, got a folder';
    case 'Z_BUF_ERROR':
    case 'Z_DATA_ERROR':
      return 'expected gzip data, got damaged ones';
    default:
      return `expected a file that can be read, got ${code ?? 'a failure'}`;
  }
}
