import { isUint8Array } from 'node:util/types';
import type { LlmExchange } from './exchange.ts';

/** How the reading of a body ended, if not at its end. */
export type BrokenOff = NonNullable<LlmExchange['error']>;

/** Hears what a response is made of while its reader takes it. Nothing of it throws. */
export interface Tape {
  chunk(bytes: Uint8Array): void;
  /** Only the first call counts. */
  end(broken?: BrokenOff): void;
  /** What is read cannot be recorded: nothing of it is kept. */
  discard(): void;
}

/** A response that was forgotten before its end will never call `end` by itself. */
const forgotten = new FinalizationRegistry<Tape>((tape) => tape.end('abandoned'));

/**
 * The same stream with a tape running. Chunks pass on as they are, when the reader asks for them and never sooner, so
 * back-pressure, cancelling and errors reach the connection as they would without; `Response.clone()` would buffer for
 * the slower reader and keep a connection open that the caller has let go. Does not touch the source before the first read.
 */
export function runTape(source: ReadableStream, tape: Tape, signal: AbortSignal | undefined): ReadableStream {
  const stream = isByteStream(source) ? passBytes(source, tape, signal) : passAnything(source, tape, signal);
  forgotten.register(stream, tape, tape);
  return stream;
}

function passBytes(source: ReadableStream<Uint8Array>, tape: Tape, signal: AbortSignal | undefined): ReadableStream {
  const reading = new Reading(source, tape, signal);
  return new ReadableStream({
    type: 'bytes', // as the bodies of `fetch` are: readers may bring a buffer of their own
    async pull(controller) {
      const { done, value } = await reading.next();
      if (done) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else {
        tape.chunk(value);
        controller.enqueue(value.slice() as Uint8Array<ArrayBuffer>); // a copy: what a byte stream takes is gone for us
      }
    },
    cancel: (reason) => reading.cancel(reason),
  });
}

/** A body that somebody put together by hand may hold anything, empty chunks and text included. */
function passAnything(source: ReadableStream, tape: Tape, signal: AbortSignal | undefined): ReadableStream {
  const reading = new Reading<unknown>(source, tape, signal);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reading.next();
        if (done) return controller.close();
        if (isUint8Array(value)) tape.chunk(value.slice());
        else tape.discard();
        controller.enqueue(value);
      },
      cancel: (reason) => reading.cancel(reason),
    },
    { highWaterMark: 0 }, // nothing is read before somebody asks
  );
}

/** Reads the source for somebody else and notes how that ends. */
class Reading<T> {
  readonly #source: ReadableStream<T>;
  readonly #tape: Tape;
  readonly #signal: AbortSignal | undefined;
  #reader: ReadableStreamDefaultReader<T> | undefined;

  constructor(source: ReadableStream<T>, tape: Tape, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#tape = tape;
    this.#signal = signal;
  }

  async next(): Promise<Awaited<ReturnType<ReadableStreamDefaultReader<T>['read']>>> {
    this.#reader ??= this.#source.getReader();
    try {
      const read = await this.#reader.read();
      if (read.done) this.#end();
      return read;
    } catch (error) {
      this.#end(isAbort(error, this.#signal) ? 'aborted' : 'network');
      throw error;
    }
  }

  cancel(reason: unknown): Promise<void> {
    this.#end('cancelled');
    return this.#reader === undefined ? this.#source.cancel(reason) : this.#reader.cancel(reason);
  }

  #end(broken?: BrokenOff): void {
    forgotten.unregister(this.#tape);
    this.#tape.end(broken);
  }
}

/** Only a stream of bytes lends a reader with a buffer of its own. Asking leaves no trace. */
function isByteStream(source: ReadableStream): boolean {
  try {
    source.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || (error instanceof Error && error.name === 'AbortError');
}
