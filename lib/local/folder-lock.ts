import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../domain/errors.ts';

/**
 * Keeps a second process from making runs in the same data folder: both would take up the same unfinished run and draw
 * everything twice. The lock is SQLite's own on an empty file, which the operating system takes back from a process that
 * is killed, so it can never be stale.
 *
 * @throws {ConfigError} if another process holds it.
 */
export function lockFolder(folder: string): Disposable {
  const database = new DatabaseSync(join(folder, 'running.lock'), { timeout: 200 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const busy = (cause as { errcode?: number }).errcode === 5;
    const what = busy
      ? 'expected nobody else to make runs here, but another pinwatch does (a `watch`, or a `run` that is not over)'
      : 'expected a folder that can be locked, which some network file systems do not allow';
    throw new ConfigError([{ where: folder, what }], { cause });
  }
  return { [Symbol.dispose]: () => database.close() };
}
