import { request as askPlainly, globalAgent, type IncomingMessage, Agent as PlainAgent } from 'node:http';
import { request as askSecurely, Agent as SecureAgent } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** The part of a `Response` that reading an answer takes. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody | null;
}

export type AnswerBody = AsyncIterable<Uint8Array> & { cancel(): Promise<void> };

/** The part of `fetch` that an exchange takes; `fetch` itself is one. */
export type Transport = (input: string | URL | Request, init: RequestInit) => Promise<Answered>;

/** Servers hang up on connections that nobody used for some seconds, and what goes to one just then is lost; `fetch` waits as long. */
const idleMs = 4000;

const agents = {
  'http:': new PlainAgent({ keepAlive: true, timeout: idleMs }),
  'https:': new SecureAgent({ keepAlive: true, timeout: idleMs }),
} as const;

/**
 * Does what `fetch` does, with Node's own client: a half of its processor time, which is most of what a draw takes. What only `fetch`
 * can (streamed bodies, forms, redirects that are followed, a proxy that the environment names) is left to it.
 */
export const quickFetch: Transport = (input, init) => {
  const { body = null, redirect } = init;
  const url = input instanceof Request ? undefined : new URL(input);
  const isPlain = body === null || typeof body === 'string' || body instanceof Uint8Array;
  const isOurs = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isOurs || !isPlain || redirect !== 'manual' || hasProxy())
    return globalThis.fetch(input, init);
  return send(url, { ...init, body });
};

type Sent = Omit<RequestInit, 'body'> & { readonly body: string | Uint8Array | null };

function send(url: URL, { method = 'GET', headers, body, signal }: Sent): Promise<Answered> {
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const isSecure = url.protocol === 'https:';
  const ask = isSecure ? askSecurely : askPlainly;
  const request = ask(url, {
    method,
    agent: agents[isSecure ? 'https:' : 'http:'],
    headers: plainHeaders(headers, body),
  });
  const stop = () => request.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', stop, { once: true });
  request.on('response', (response) => {
    try {
      resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: bodyOf(response) });
    } catch (error) {
      request.destroy();
      reject(error);
    }
  });
  request.on('error', reject);
  request.on('close', () => {
    signal?.removeEventListener('abort', stop);
    reject(new Error('the connection was closed without an answer')); // nothing happens where there was one
  });
  request.end(body ?? undefined);
  return promise;
}

/** By NODE_USE_ENV_PROXY or --use-env-proxy, or by a dispatcher that a program gave to `fetch`: an agent of its own has no such name. */
function hasProxy(): boolean {
  const { options } = globalAgent as { readonly options?: { readonly proxyEnv?: unknown } }; // its types leave them out
  const dispatcher = (globalThis as { readonly [name: symbol]: object | undefined })[dispatcherOfFetch];
  return options?.proxyEnv !== undefined || (dispatcher !== undefined && dispatcher.constructor.name !== 'Agent');
}

/** Where undici, and with it Node, keeps what sends the requests of `fetch`. */
const dispatcherOfFetch = Symbol.for('undici.globalDispatcher.1');

function plainHeaders(headers: RequestInit['headers'], body: Sent['body']): Record<string, string> {
  const plain: Record<string, string> = { accept: '*/*', 'user-agent': 'node', 'accept-encoding': 'gzip, deflate' };
  if (typeof body === 'string') plain['content-type'] = 'text/plain;charset=UTF-8';
  for (const [name, value] of new Headers(headers)) plain[name] = value;
  // Written out, as Node sends the body of a DELETE without its length, and a server takes it for the next request.
  if (body !== null) plain['content-length'] = String(Buffer.byteLength(body));
  return plain;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] as string, rawHeaders[i + 1] as string);
  return headers;
}

function bodyOf(response: IncomingMessage): AnswerBody {
  const stream = unpacked(response);
  return {
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
    cancel: async () => {
      response.destroy();
    },
  };
}

/** One coding after the other is taken off; what has one that nobody knows is read as it is. */
function unpacked(response: IncomingMessage): Readable {
  const codings = (response.headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  let stream: Readable = response;
  for (const coding of codings.reverse()) {
    const unpacker = unpackerOf(coding);
    if (unpacker === undefined) break;
    stream = pipeline(stream, unpacker, () => {}); // who reads it is told of an error
  }
  return stream;
}

function unpackerOf(coding: string) {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
