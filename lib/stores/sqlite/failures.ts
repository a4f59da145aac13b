import { ConfigError, StoreError } from '../../domain/errors.ts';

/** Primary result codes of SQLite that mean something to a person. */
const damaged: ReadonlySet<number> = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB
const unusable: ReadonlySet<number> = new Set([3, 8, 14, 23]); // PERM, READONLY, CANTOPEN, AUTH
const busy: ReadonlySet<number> = new Set([5, 6]); // BUSY, LOCKED

/** Calls `work`, turning what SQLite and the file system throw into one clear error that names `path`. */
export function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw clearError(path, error);
  }
}

function clearError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'ERR_SQLITE_ERROR' && 'errcode' in cause) return sqliteError(path, cause, Number(cause.errcode));
  return 'syscall' in cause ? fileError(path, cause, String(cause.code)) : cause;
}

function sqliteError(path: string, cause: Error, resultCode: number): Error {
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

function fileError(path: string, cause: Error, code: string): Error {
  const reason = {
    EEXIST: 'got a file',
    ENOTDIR: 'got a path below a file',
    EACCES: 'got permission denied',
    EPERM: 'got permission denied',
    EROFS: 'got a read-only file system',
  }[code];
  if (reason !== undefined)
    return new ConfigError([{ where: path, what: `expected a folder that can be written, ${reason}` }]);
  return new StoreError(`${path}: ${code === 'ENOSPC' ? 'no space is left' : code}`, { cause });
}
