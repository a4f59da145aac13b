import { ConfigError, StoreError } from '../../domain/errors.ts';
import { fileFailure } from '../../domain/file-failure.ts';

/** Primary result codes of SQLite that mean something to a person. */
const damaged: ReadonlySet<number> = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB
const unusable: ReadonlySet<number> = new Set([3, 8, 14, 23]); // PERM, READONLY, CANTOPEN, AUTH
const busy: ReadonlySet<number> = new Set([5, 6]); // BUSY, LOCKED

/** Calls `work`, turning what SQLite and the file system throw into one clear error that names `path`. */
export function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'errcode' in error) throw sqliteFailure(path, error, Number(error.errcode));
    throw fileFailure(path, 'a folder that can be written', error);
  }
}

function sqliteFailure(path: string, cause: Error, resultCode: number): Error {
  const primary = resultCode & 0xff;
  if (unusable.has(primary))
    return new ConfigError([{ where: path, what: `expected a file that can be written, got: ${cause.message}` }]);
  if (damaged.has(primary))
    return new StoreError(
      `${path}: the history is damaged (${cause.message}); put back a copy, or move it away to begin a new one`,
      { cause },
    );
  if (busy.has(primary)) return new StoreError(`${path}: another process kept the history locked`, { cause });
  return new StoreError(`${path}: ${cause.message}`, { cause });
}
