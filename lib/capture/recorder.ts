import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';
import type { ExchangeSink } from './sink.ts';

/** What became of what passed by. */
export interface RecordingCounts {
  /** Handed to the sink, which took it. */
  readonly recorded: number;
  /** Left out by the sampling rate. */
  readonly sampledOut: number;
  /** Left out because too much was waiting for the sink. */
  readonly dropped: number;
  /**
   * Passed on without being recorded, because reading it would have been in its reader's way: responses of node-fetch,
   * objects that only look like a response, bodies that are in use, requests whose body is a stream or a form.
   */
  readonly unsupported: number;
  /** Lost because the sink failed, or because of a mistake of ours. */
  readonly failed: number;
}

export interface RecorderOptions {
  readonly sink: ExchangeSink;
  /** Exchanges that may be held at a time, under way and waiting for the sink. */
  readonly maxQueued: number;
  /** Bytes of bodies that may be held at a time. */
  readonly maxQueuedBytes: number;
  readonly onError: ((error: unknown) => void) | undefined;
}

/** What is held of one exchange, from its first byte on until the sink has it. */
export interface Held {
  /** Makes room for more bytes; false if there is none, and then this exchange is dropped and all its bytes are free. */
  grow(bytes: number): boolean;
  /** Hands the exchange over. `make` runs later, off the caller's path. */
  record(make: () => Exchange | Promise<Exchange>): void;
  /** Lets go of it, because it is of a kind that cannot be recorded. */
  giveUp(what: Unsupported): void;
}

/** What cannot be recorded. */
export type Unsupported = 'request' | 'response';

interface Waiting {
  readonly make: () => Exchange | Promise<Exchange>;
  readonly free: () => void;
}

/**
 * Takes exchanges off the hands of whoever made them and gives them to a sink, one batch after the other. Nothing here
 * throws at callers or makes them wait: what does not fit is dropped and counted, what fails is counted.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #counts = { recorded: 0, sampledOut: 0, dropped: 0, unsupported: 0, failed: 0 };
  #queue: Waiting[] = [];
  #held = 0;
  #heldBytes = 0;
  #draining: Promise<void> | undefined;
  #hurry: (() => void) | undefined;
  #flushing = 0;
  readonly #toldUnsupported = new Set<Unsupported>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  get counts(): RecordingCounts {
    return { ...this.#counts };
  }

  countSampledOut(): void {
    this.#counts.sampledOut++;
  }

  /** Counts what cannot be recorded, and says so the first time: whoever waits for recordings should know why none come. */
  countUnsupported(what: Unsupported): void {
    this.#counts.unsupported++;
    if (this.#toldUnsupported.has(what)) return;
    this.#toldUnsupported.add(what);
    this.#tell(new TypeError(unsupportedWords[what]));
  }

  /** Begins to hold an exchange; undefined if there is no room for it. */
  hold(bytes: number): Held | undefined {
    if (this.#held >= this.#options.maxQueued || this.#heldBytes + bytes > this.#options.maxQueuedBytes) {
      this.#counts.dropped++;
      return undefined;
    }
    this.#held++;
    this.#heldBytes += bytes;
    return this.#holding(bytes);
  }

  /** Runs what must not disturb the caller. */
  quietly<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#fail(error, 1);
      return undefined;
    }
  }

  /** Resolves when everything that was handed over until now is with the sink, or lost. */
  async flush(): Promise<void> {
    this.#flushing++;
    this.#hurry?.();
    try {
      while (this.#draining !== undefined) await this.#draining;
    } finally {
      this.#flushing--;
    }
  }

  #holding(bytes: number): Held {
    let held = bytes;
    let freed = false;
    const free = () => {
      if (freed) return;
      freed = true;
      this.#held--;
      this.#heldBytes -= held;
    };
    return {
      grow: (more) => {
        if (freed) return false;
        if (this.#heldBytes + more > this.#options.maxQueuedBytes) {
          this.#counts.dropped++;
          free();
          return false;
        }
        held += more;
        this.#heldBytes += more;
        return true;
      },
      record: (make) => {
        if (freed) return;
        this.#queue.push({ make, free });
        if (this.#queue.length >= (this.#options.sink.batching?.maxEntries ?? 1)) this.#hurry?.();
        this.#draining ??= this.#drain();
      },
      giveUp: (what) => {
        if (freed) return;
        free();
        this.countUnsupported(what);
      },
    };
  }

  async #drain(): Promise<void> {
    await nextTurn(); // whoever made the exchange goes first
    while (this.#queue.length > 0) {
      await this.#fillUp();
      const batch = this.#queue.splice(0, this.#options.sink.batching?.maxEntries ?? 100);
      const exchanges: Exchange[] = [];
      for (const { make } of batch) {
        try {
          exchanges.push(await make());
        } catch (error) {
          this.#fail(error, 1);
        }
        await nextTurn(); // parsing and redacting long bodies one at a time lets callers in between
      }
      await this.#write(exchanges);
      for (const { free } of batch) free();
    }
    this.#draining = undefined;
  }

  async #write(exchanges: readonly Exchange[]): Promise<void> {
    if (exchanges.length === 0) return;
    try {
      await this.#options.sink.write(exchanges);
      this.#counts.recorded += exchanges.length;
    } catch (error) {
      this.#fail(error, exchanges.length);
    }
  }

  /** Waits until a batch is full, its time is up, or somebody flushes. The wait keeps no process alive. */
  #fillUp(): Promise<void> {
    const { maxEntries, maxWaitMs } = this.#options.sink.batching ?? { maxEntries: 1, maxWaitMs: 0 };
    if (this.#flushing > 0 || maxWaitMs === 0 || this.#queue.length >= maxEntries) return Promise.resolve();
    return new Promise((filled) => {
      const timer = setTimeout(filled, maxWaitMs).unref();
      this.#hurry = () => {
        clearTimeout(timer);
        this.#hurry = undefined;
        filled();
      };
    });
  }

  #fail(error: unknown, exchanges: number): void {
    this.#counts.failed += exchanges;
    this.#tell(error);
  }

  /** A handler of errors that fails, now or later, is no reason to disturb the caller either. */
  #tell(error: unknown): void {
    try {
      Promise.resolve(this.#options.onError?.(error)).catch(() => {});
    } catch {}
  }
}

const unsupportedWords: { readonly [what in Unsupported]: string } = {
  request: 'a request passed unrecorded: its body is a stream or a form, which can be read only once',
  response:
    'a response passed unrecorded: expected one of globalThis.fetch or undici whose body nobody reads yet (node-fetch gives others)',
};
