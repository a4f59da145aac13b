import type { LlmExchange } from '../domain/run/exchange.ts';

/** How the reading of a body ended, if not at its end. */
export type BrokenOff = NonNullable<LlmExchange['error']>;

/** Hears what a response is made of while its reader takes it. */
export interface Tape {
  chunk(bytes: Uint8Array): void;
  /** Only the first call counts. */
  end(broken?: BrokenOff): void;
}

/** A response that was forgotten before its end will never call `end` by itself. */
const forgotten = new FinalizationRegistry<Tape>((tape) => tape.end('abandoned'));

/**
 * The same response with a tape running. Bytes pass on when the reader asks for them and never sooner, so back-pressure,
 * cancelling and errors reach the connection as they would without; `Response.clone()` would buffer for the slower
 * reader and keep a connection open that the caller has let go.
 */
export function taped(response: Response, tape: Tape, signal: AbortSignal | undefined): Response {
  const source = response.body;
  if (source === null) {
    tape.end();
    return response;
  }
  const body = passedOn(source, tape, signal);
  const same = new Response(body, response);
  forgotten.register(body, tape, tape);
  return sameAs(same, response);
}

function passedOn(source: ReadableStream<Uint8Array>, tape: Tape, signal: AbortSignal | undefined) {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const end = (broken?: BrokenOff) => {
    forgotten.unregister(tape);
    tape.end(broken);
  };
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      reader ??= source.getReader();
      try {
        const { done, value } = await reader.read();
        if (done) {
          end();
          controller.close();
          controller.byobRequest?.respond(0);
        } else if (value.byteLength > 0) {
          tape.chunk(value);
          controller.enqueue(value.slice()); // a copy: what a byte stream takes is gone for us
        }
      } catch (error) {
        end(wasAborted(error, signal) ? 'aborted' : 'network');
        throw error;
      }
    },
    cancel(reason) {
      end('cancelled');
      return reader === undefined ? source.cancel(reason) : reader.cancel(reason);
    },
  });
}

/** `fetch` sets what `new Response` cannot. */
function sameAs(response: Response, original: Response): Response {
  return Object.defineProperties(response, {
    url: { value: original.url },
    redirected: { value: original.redirected },
    type: { value: original.type },
    clone: { value: () => sameAs(Response.prototype.clone.call(response), original) },
  });
}

export function wasAborted(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || (error instanceof Error && error.name === 'AbortError');
}
