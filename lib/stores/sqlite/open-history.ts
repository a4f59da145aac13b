import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, StoreError } from '../../domain/errors.ts';
import { Database } from './database.ts';
import { naming } from './failures.ts';
import { applicationId, migrations, schemaVersion } from './schema.ts';

/**
 * Opens the history for reading and writing, makes it if there is none, and brings an older one up to date.
 *
 * @throws {ConfigError} if a newer version wrote it (nothing is touched then) or if it cannot be written.
 * @throws {StoreError} if it is damaged or is not a history.
 */
export function openHistory(path: string): Database {
  requireKnownVersion(path, storedVersion(path));
  naming(dirname(path), () => accessSync(dirname(path), constants.W_OK));
  const database = new Database(path, path, { readOnly: false });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the history for reading only. Where there is none yet, the view is empty and nothing is made.
 *
 * One that an older version wrote is looked at in a copy that is brought up to date: the next run does so with itself.
 *
 * @throws {ConfigError} if a newer version wrote it.
 */
export function viewHistory(path: string): Database {
  const version = storedVersion(path);
  requireKnownVersion(path, version);
  if (version === 0) return emptyHistory(path);
  return version < schemaVersion ? upgradedCopy(path) : readable(path);
}

/** A history that is only read, also where nothing can be written beside it. */
function readable(path: string): Database {
  if (!writable(dirname(path))) return unwritable(path);
  const database = new Database(path, path, { readOnly: true });
  try {
    pragma(database, 'user_version'); // the first read is what wants to write
    return database;
  } catch (error) {
    database.close();
    if (!isOutOfSpace(error)) throw error;
    return unwritable(path);
  }
}

/**
 * Even to read a database with a write-ahead log, SQLite writes beside it. Where that cannot be (a read-only medium, a full
 * disk) it is told that nobody else writes; with a log left behind that would be a lie, so then a copy is looked at.
 */
function unwritable(path: string): Database {
  if (size(`${path}-wal`) === 0)
    return new Database(path, new URL(`${pathToFileURL(path)}?immutable=1`), { readOnly: true });
  return inCopy(path, (copy, onClose) => new Database(path, copy, { readOnly: true, onClose }));
}

/** Before the first run of a new version: looking must work, and must change nothing. */
function upgradedCopy(path: string): Database {
  return inCopy(path, (copy, onClose) => {
    const database = new Database(path, copy, { readOnly: false, onClose });
    migrate(database, path);
    database.exec('PRAGMA query_only = ON');
    return database;
  });
}

/** Opens a copy of the history, with its log, that is removed when it is closed. */
function inCopy(path: string, open: (copy: string, onClose: () => void) => Database): Database {
  const folder = copyOf(path);
  const onClose = () => rmSync(folder, { recursive: true, force: true });
  try {
    return open(join(folder, 'history.sqlite'), onClose);
  } catch (error) {
    onClose();
    throw error;
  }
}

/** A disk that is full or read-only is often the only one: Linux has memory that can be used like a folder. */
const places = [tmpdir(), '/dev/shm'];

/** A folder of ours, in the first place that has room for it, with the history and its log. */
function copyOf(path: string, [place = tmpdir(), ...others]: readonly string[] = places): string {
  let folder: string | undefined;
  try {
    const made = naming(place, () => mkdtempSync(join(place, 'pinwatch-')));
    folder = made;
    for (const part of ['', '-wal'])
      if (size(`${path}${part}`) > 0)
        naming(made, () => copyFileSync(`${path}${part}`, join(made, `history.sqlite${part}`)));
    return made;
  } catch (error) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    if (others.length === 0 || !existsSync(others[0] as string)) throw error;
    return copyOf(path, others);
  }
}

function isOutOfSpace(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly errcode?: number } };
  return cause?.errcode !== undefined && [10, 13, 14].includes(cause.errcode & 0xff); // IOERR, FULL, CANTOPEN
}

function emptyHistory(path: string): Database {
  const database = new Database(path, ':memory:', { readOnly: false });
  migrate(database, path);
  database.exec('PRAGMA query_only = ON');
  return database;
}

function migrate(database: Database, path: string): void {
  database.write(() => {
    // Read again under the lock: another process may have been faster, and another version may be running there.
    const version = pragma(database, 'user_version');
    requireKnownVersion(path, version);
    if (version === schemaVersion) return;
    if (version === 0 && database.get('SELECT 1 FROM sqlite_schema') !== undefined) throw notAHistory(path);
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

/**
 * The version of the stored schema, 0 where there is nothing yet, found without writing anything: even opening a
 * database makes files beside it.
 */
function storedVersion(path: string): number {
  if (size(path) === 0) return 0;
  if (size(`${path}-wal`) > 0) {
    // A killed process left changes in the log, the version perhaps among them.
    const database = readable(path);
    try {
      return versionOf(path, pragma(database, 'user_version'), pragma(database, 'application_id'));
    } finally {
      database.close();
    }
  }
  const header = readStart(path, 100);
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw notAHistory(path);
  return versionOf(path, header.readInt32BE(60), header.readInt32BE(68));
}

function versionOf(path: string, version: number, application: number): number {
  if (version !== 0 && application !== applicationId) throw notAHistory(path);
  return version;
}

function requireKnownVersion(path: string, version: number): void {
  if (version <= schemaVersion) return;
  throw new ConfigError([
    {
      where: dirname(path),
      what: `expected data of version ${schemaVersion} or older, got version ${version}: a newer pinwatch wrote it`,
    },
  ]);
}

function notAHistory(path: string): StoreError {
  return new StoreError(`${path}: expected a history of pinwatch, got another file or a damaged one`);
}

function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  const row = database.get<Record<string, number>>(`PRAGMA ${name}`);
  return row?.[name] ?? 0;
}

/** Bytes in a file, 0 where there is none. */
function size(path: string): number {
  const found = naming(dirname(path), () => statSync(path, { throwIfNoEntry: false }));
  if (found !== undefined && !found.isFile()) throw notAHistory(path);
  return found?.size ?? 0;
}

function readStart(path: string, length: number): Buffer {
  const file = naming(path, () => openSync(path, 'r'));
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
