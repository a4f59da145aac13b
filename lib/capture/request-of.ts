import { Buffer } from 'node:buffer';
import { isWebStream } from './web-stream.ts';

type FetchArguments = Parameters<typeof globalThis.fetch>;

/** A body that can only be read once, or of which the bytes are not known before they are sent. */
export const unreadable = Symbol('unreadable');
type Unreadable = typeof unreadable;

/** What a call of `fetch` is about to send. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  headers(): Headers;
  /** The body, or a promise of it; undefined if there is none. */
  body(): string | Uint8Array | Promise<Uint8Array> | Unreadable | undefined;
}

/** Reads the arguments of `fetch` without using them up. */
export function readOutgoing(input: FetchArguments[0], init: FetchArguments[1]): Outgoing {
  const request = requestIn(input);
  return {
    url: request?.url ?? String(input),
    method: (init?.method ?? request?.method ?? 'GET').toUpperCase(),
    signal: init?.signal ?? request?.signal,
    headers: () => new Headers(init?.headers ?? request?.headers),
    body: () => {
      if (init?.body != null) return bytesOf(init.body);
      if (request?.body == null || request.bodyUsed) return undefined;
      return isWebStream(request.body) ? read(request.clone()) : unreadable;
    },
  };
}

/** The request that was given in place of a URL: of `globalThis`, of undici or of node-fetch. */
function requestIn(input: FetchArguments[0]): Request | undefined {
  if (typeof input !== 'object' || input instanceof URL) return undefined;
  return typeof input?.url === 'string' ? input : undefined;
}

/** Client libraries send text. Streams and forms are no requests for completions. */
function bytesOf(body: NonNullable<RequestInit['body']>): ReturnType<Outgoing['body']> {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
  if (ArrayBuffer.isView(body)) return new Uint8Array(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return body instanceof Blob ? read(body) : unreadable;
}

async function read(from: { arrayBuffer(): Promise<ArrayBuffer> }): Promise<Uint8Array> {
  return new Uint8Array(await from.arrayBuffer());
}
