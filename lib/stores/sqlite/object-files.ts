import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib';
import { type ContentHash, hashBytes } from '../../domain/content-hash.ts';
import { UnreadableError } from '../../domain/errors.ts';
import { naming } from './failures.ts';

/** A half-written file this old was left by a process that was killed. */
const abandonedAfterMs = 24 * 3_600_000;

/** Bytes that are read and unpacked at once, where all are not needed together. */
const pieceBytes = 64 * 1024;

/**
 * Files that are known by what is in them: `ab/<sha256>.jsonl.gz`, the hash being that of the uncompressed bytes. A file
 * is whole or absent: it is written under another name, flushed to the disk and renamed.
 */
export class ObjectFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Stores the bytes durably before returning. Storing them again repairs a file that was damaged. */
  put(content: Uint8Array): ContentHash {
    return this.putAll([content]);
  }

  /** The same of content that comes in pieces, of which each is packed by itself: no more than one is in memory. */
  putAll(pieces: Iterable<Uint8Array>): ContentHash {
    const temporary = join(this.#folder, 'partial', randomUUID());
    const digest = createHash('sha256');
    naming(temporary, () => mkdirSync(dirname(temporary), { recursive: true }));
    const file = naming(temporary, () => openSync(temporary, 'w'));
    try {
      for (const piece of pieces) {
        digest.update(piece);
        naming(temporary, () => writeFileSync(file, gzipSync(piece)));
      }
      naming(temporary, () => fsyncSync(file));
    } catch (error) {
      closeSync(file);
      rmSync(temporary, { force: true });
      throw error;
    }
    closeSync(file);
    const hash = digest.digest('hex') as ContentHash;
    const path = this.#path(hash);
    naming(path, () => {
      const made = mkdirSync(dirname(path), { recursive: true });
      renameSync(temporary, path);
      flushFolder(dirname(path));
      if (made !== undefined) flushFolder(dirname(dirname(path)));
    });
    return hash;
  }

  /** @throws {UnreadableError} if the file is missing or does not hold what it was named after. */
  get(hash: ContentHash): Buffer {
    const path = this.#path(hash);
    const content = unpack(path);
    const found = hashBytes(content);
    if (found !== hash) throw damaged(path, found);
    return content;
  }

  /**
   * The same piece after piece, of which one is in memory. That they are what the file was named after shows at their end.
   *
   * @throws {UnreadableError} as `get` does, perhaps only after some pieces.
   */
  async *pieces(hash: ContentHash): AsyncGenerator<Uint8Array> {
    const path = this.#path(hash);
    const file = createReadStream(path, { highWaterMark: pieceBytes });
    const content = createGunzip({ chunkSize: pieceBytes });
    let missing: Error | undefined;
    file.on('error', (cause) => {
      missing = cause;
      content.destroy(cause);
    });
    file.pipe(content);
    const digest = createHash('sha256');
    try {
      for await (const piece of content as AsyncIterable<Buffer>) {
        digest.update(piece);
        yield piece;
      }
    } catch (cause) {
      const what = missing === undefined ? 'damaged, it cannot be unpacked' : 'missing or unreadable';
      throw new UnreadableError(`${path}: ${what}`, { cause });
    } finally {
      file.destroy();
    }
    const found = digest.digest('hex');
    if (found !== hash) throw damaged(path, found);
  }

  /** Hashes of all files that are there, by their names. */
  all(): ContentHash[] {
    const folders = list(this.#folder).filter((name) => /^[0-9a-f]{2}$/.test(name));
    const names = folders.flatMap((folder) => list(join(this.#folder, folder)));
    return names.flatMap((name) => /^([0-9a-f]{64})\.jsonl\.gz$/.exec(name)?.slice(1) ?? []) as ContentHash[];
  }

  /** Whether there is any file at all. */
  isEmpty(): boolean {
    const folders = list(this.#folder).filter((name) => /^[0-9a-f]{2}$/.test(name));
    return !folders.some((folder) => list(join(this.#folder, folder)).some((name) => name.endsWith('.jsonl.gz')));
  }

  /** Removes every file that is not named here, half-written ones too. */
  keepOnly(named: ReadonlySet<string>): void {
    for (const folder of list(this.#folder))
      for (const file of list(join(this.#folder, folder)))
        if (!named.has(file.replace(/\.jsonl\.gz$/, ''))) rmSync(join(this.#folder, folder, file), { force: true });
  }

  /** Removes what killed processes left half-written. */
  sweep(): void {
    const partial = join(this.#folder, 'partial');
    for (const name of list(partial)) {
      const path = join(partial, name);
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > abandonedAfterMs) rmSync(path, { force: true });
    }
  }

  #path(hash: ContentHash): string {
    return join(this.#folder, hash.slice(0, 2), `${hash}.jsonl.gz`);
  }
}

function damaged(path: string, found: string): UnreadableError {
  return new UnreadableError(`${path}: damaged, its content has the SHA-256 ${found}`);
}

function unpack(path: string): Buffer {
  let packed: Buffer;
  try {
    packed = readFileSync(path);
  } catch (cause) {
    throw new UnreadableError(`${path}: missing or unreadable`, { cause });
  }
  try {
    return gunzipSync(packed);
  } catch (cause) {
    throw new UnreadableError(`${path}: damaged, it cannot be unpacked`, { cause });
  }
}

/** A rename survives a power cut only once its folder is on the disk. Windows neither needs nor allows it. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was ever written here
  }
}
