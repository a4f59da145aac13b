import { Buffer } from 'node:buffer';

type FetchArguments = Parameters<typeof globalThis.fetch>;

/** What a call of `fetch` is about to send. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  headers(): Headers;
  /** The body, or a promise of it; undefined where it cannot be had without taking it from the sender. */
  body(): string | Uint8Array | Promise<Uint8Array> | undefined;
}

/** Reads the arguments of `fetch` without using them up. */
export function outgoing(input: FetchArguments[0], init: FetchArguments[1]): Outgoing {
  const request = input instanceof Request ? input : undefined;
  return {
    url: request?.url ?? String(input),
    method: (init?.method ?? request?.method ?? 'GET').toUpperCase(),
    signal: init?.signal ?? request?.signal,
    headers: () => new Headers(init?.headers ?? request?.headers),
    body: () => {
      if (init?.body != null) return bytesOf(init.body);
      if (request?.body == null || request.bodyUsed) return undefined;
      return request
        .clone()
        .arrayBuffer()
        .then((bytes) => new Uint8Array(bytes));
    },
  };
}

/** Client libraries send text. Streams and forms are no requests for completions. */
function bytesOf(body: NonNullable<RequestInit['body']>): string | Uint8Array | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
  if (ArrayBuffer.isView(body)) return new Uint8Array(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return undefined;
}
