import { ConfigError, StoreError } from './errors.ts';

/** What a person can do something about, by code of the operating system. */
const reasons: { readonly [code: string]: string } = {
  EEXIST: 'a file',
  EISDIR: 'a folder',
  ENOTDIR: 'a path below a file',
  ENOENT: 'a folder that does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'a read-only file system',
};

/**
 * What the file system threw, as one clear error; anything else as it is.
 *
 * @param expected what should have been at `path`, e.g. `a folder that can be written`.
 */
export function fileFailure(path: string, expected: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'syscall' in cause && 'code' in cause)) return cause;
  const code = String(cause.code);
  const reason = reasons[code];
  if (reason !== undefined) return new ConfigError([{ where: path, what: `expected ${expected}, got ${reason}` }]);
  return new StoreError(`${path}: ${code === 'ENOSPC' ? 'no space is left' : code}`, { cause });
}
