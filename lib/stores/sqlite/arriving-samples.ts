import type { Sample } from '../../domain/run/sample.ts';
import { sampleLine } from '../sample-lines.ts';
import type { Database } from './database.ts';

/** A draw that is about to be stored. */
interface Arrived {
  readonly sample: Sample;
  readonly line: string;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Draws on their way into the rows of open runs. Those that arrive together are written in one transaction, at once, so that a process
 * that is killed has lost none of them; they are said to be stored once the disk has them, which nobody else is held up by.
 */
export class ArrivingSamples {
  readonly #database: Database;
  #arrived: Arrived[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Resolves once the draw is on the disk: whether it was stored, or stood there or had no open run. */
  put(sample: Sample): Promise<boolean> {
    const line = sampleLine(sample);
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#arrived.push({ sample, line, resolve, reject });
    if (this.#arrived.length === 1) setImmediate(() => this.write());
    return promise;
  }

  /** Writes what arrived and was not written yet. */
  write(): void {
    const arrived = this.#arrived;
    if (arrived.length === 0) return;
    this.#arrived = [];
    this.#store(arrived).catch((error: unknown) => {
      for (const { reject } of arrived) reject(error);
    });
  }

  async #store(arrived: readonly Arrived[]): Promise<void> {
    const added = this.#database.writeSoon(() => arrived.map((draw) => this.#insert(draw) > 0));
    await this.#database.flushed();
    for (const [i, { resolve }] of arrived.entries()) resolve(added[i] === true);
  }

  /** Only into a run that is open. */
  #insert({ sample, line }: Arrived): number {
    return this.#database.run(
      `INSERT INTO open_samples (run, golden, repetition, sample)
       SELECT run, ?, ?, ? FROM runs WHERE run = ? AND status = 'open' ON CONFLICT DO NOTHING`,
      sample.golden,
      sample.repetition,
      line,
      sample.run,
    );
  }
}
