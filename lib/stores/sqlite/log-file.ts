import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { naming } from './failures.ts';

/** Resolves once what was written to a file is on the disk. */
type Flush = (file: number) => Promise<void>;

/**
 * The write-ahead log of a history, as a file to wait for. SQLite waits for the disk on the thread that writes, and on a busy or slow
 * disk that is most of the time; here the process goes on.
 *
 * Closing this file releases none of SQLite's locks, which stand on the files beside it.
 */
export class LogFile {
  readonly #path: string;
  readonly #flush: Flush;
  #file: number | undefined;
  #going: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(path: string, flush: Flush = promisify(fdatasync)) {
    this.#path = path;
    this.#flush = flush;
  }

  /** Resolves once what was written before the call is on the disk. All that ask while the disk is at work share the next time. */
  flushed(): Promise<void> {
    this.#next ??= this.#after(this.#going);
    return this.#next;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  async #after(going: Promise<void>): Promise<void> {
    await going.catch(() => {}); // whoever waited for it was told
    this.#going = this.#next ?? this.#going;
    this.#next = undefined;
    this.#file ??= naming(this.#path, () => openSync(this.#path, 'r+'));
    try {
      await this.#flush(this.#file);
    } catch (error) {
      naming(this.#path, () => {
        throw error;
      });
    }
  }
}
