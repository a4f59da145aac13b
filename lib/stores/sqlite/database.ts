import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { naming } from './failures.ts';
import { LogFile } from './log-file.ts';

/** How long one process waits for another one's write. Sealing the largest run takes about a second. */
const busyTimeoutMs = 20_000;

/** Less than so many free bytes are left in the file, where the next runs use them. */
const leastGivenBack = 16_000_000;

/**
 * A connection to a history. Everything on it is synchronous: a transaction is never interleaved with another call of
 * this process, and SQLite's locks keep other processes out.
 */
export class Database {
  readonly #path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onClose: (() => void) | undefined;
  #log: LogFile | undefined;

  /**
   * @param location a path, `:memory:`, or a `file:` URL; `path` is what errors call it.
   * @param onClose what has to be cleared away once nobody reads any more.
   */
  constructor(
    path: string,
    location: string | URL,
    { readOnly, onClose }: { readonly readOnly: boolean; readonly onClose?: () => void },
  ) {
    this.#path = path;
    this.#onClose = onClose;
    this.#connection = naming(path, () => new DatabaseSync(location, { readOnly }));
    try {
      this.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      // With a write-ahead log only FULL waits for the disk at every commit: NORMAL can lose a stored draw to a power cut.
      if (!readOnly) this.exec('PRAGMA synchronous = FULL');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  exec(sql: string): void {
    naming(this.#path, () => this.#connection.exec(sql));
  }

  /** The first row; tables are STRICT, so a column has the type that the schema says. */
  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return naming(this.#path, () => this.#prepare(sql).get(...parameters)) as Row | undefined;
  }

  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return naming(this.#path, () => this.#prepare(sql).all(...parameters)) as Row[];
  }

  /** Row after row, so that no more than one is in memory; nothing else is written on this connection meanwhile. */
  *each<Row>(sql: string, ...parameters: SQLInputValue[]): Generator<Row> {
    const rows = naming(this.#path, () => this.#connection.prepare(sql).iterate(...parameters));
    for (;;) {
      const next = naming(this.#path, () => rows.next());
      if (next.done) return;
      yield next.value as Row;
    }
  }

  /**
   * Gives back to the disk what is free, where that is most of the file: after a large run, whose answers are files by then.
   * It takes as long as what is left is large; where somebody else is at work in the history, it is left for later.
   */
  giveBack(): void {
    const number = (pragma: string) => Number(Object.values(this.get<object>(`PRAGMA ${pragma}`) ?? {})[0]);
    const [free, all, bytes] = [number('freelist_count'), number('page_count'), number('page_size')];
    if (free * bytes < leastGivenBack || 2 * free < all) return;
    try {
      this.#connection.exec('PRAGMA busy_timeout = 0; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // what is free is used by the next runs
    } finally {
      this.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    }
  }

  /** Rows that the statement changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return Number(naming(this.#path, () => this.#prepare(sql).run(...parameters)).changes);
  }

  /** Everything that `work` writes, or nothing; nobody else writes meanwhile. */
  write<T>(work: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /**
   * The same for what comes often: it is not on the disk yet when this returns, only once `flushed` resolves. Killing the process loses
   * none of it, a power cut may.
   */
  writeSoon<T>(work: () => T): T {
    if (!this.#isLogged()) return this.write(work);
    this.exec('PRAGMA synchronous = NORMAL');
    try {
      return this.write(work);
    } finally {
      this.exec('PRAGMA synchronous = FULL');
    }
  }

  /**
   * Resolves once all that was written before is on the disk; the process is not held up meanwhile.
   *
   * @throws {StoreError} or {ConfigError} if the disk does not take it.
   */
  async flushed(): Promise<void> {
    if (this.#isLogged()) await this.#log?.flushed();
  }

  /** Without a write-ahead log, as on some file systems, SQLite itself has to wait for the disk. */
  #isLogged(): boolean {
    if (this.#log !== undefined) return true;
    if (this.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode !== 'wal') return false;
    this.#log = new LogFile(`${this.#path}-wal`);
    return true;
  }

  /** Lets `work` see one state of the data, whatever others write meanwhile. */
  read<T>(work: () => T): T {
    return this.#transaction('BEGIN', work);
  }

  close(): void {
    if (!this.#connection.isOpen) return;
    this.#log?.close();
    naming(this.#path, () => this.#connection.close());
    this.#onClose?.();
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.exec(begin);
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.exec('ROLLBACK'); // SQLite itself rolls back after some failures
      throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
