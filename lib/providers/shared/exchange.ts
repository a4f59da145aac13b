import { ConfigError } from '../../domain/errors.ts';
import type { FailureClass } from '../../domain/run/completion.ts';
import { fetchAtOrigin } from './fetch-at-origin.ts';
import { type Answered, quickFetch, type Transport } from './quick-fetch.ts';
import { AnswerTooLarge, readCapped, usualMaxBytes } from './read-capped.ts';

export type Fetch = typeof globalThis.fetch;

/** An answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The same, where it is no text. */
  readonly bytes: Uint8Array;
}

/** What one attempt came to: an answer of any status, or the class of what kept us from one. */
export type Exchange = (
  | { readonly answer: HttpAnswer }
  | {
      readonly error: FailureClass;
      /** What there is to say about it beside its class. */
      readonly note?: string;
    }
) & {
  /** From before the SDK was called until the last byte was read. */
  readonly latencyMs: number;
};

export interface ExchangeOptions {
  readonly signal: AbortSignal;
  readonly fetch?: Fetch | undefined;
  /**
   * Exact body to put on the wire in place of what the SDK made of it, where the SDK would drop keys that it does not
   * know. Not for SDKs that sign the body.
   */
  readonly body?: string;
  /** Most bytes of an answer, unpacked; 8 MB if left out. A longer one is a failed call. */
  readonly maxBytes?: number | undefined;
  /** Who looks at the answer, and calls `letGo` after it. */
  readonly reader?: object;
}

/**
 * Lets an SDK send one request through a `fetch` of ours and keeps what comes back, whatever the SDK would make of it:
 * SDKs know how to authenticate and where to send, but they drop fields that they do not know, keep headers to
 * themselves and print to the console. They get to see an empty object: their view of the answer, thrown or returned, is
 * not used. A second request in one exchange (a hidden retry of the SDK) is an error of ours and throws. Redirects lead
 * nowhere but to the same origin.
 */
export async function exchange(
  send: (fetch: Fetch) => Promise<unknown>,
  { signal, fetch, body, maxBytes = usualMaxBytes, reader }: ExchangeOptions,
): Promise<Exchange> {
  const transport: Transport = fetch ?? quickFetch;
  let answer: HttpAnswer | undefined;
  let broken: { readonly cause: unknown; readonly answered: boolean } | undefined;
  let sent = 0;

  const tapped: Fetch = async (input, init) => {
    if (++sent > 1) throw new Error('the client library sent a second request for one attempt');
    let answered = false;
    try {
      const response = await fetchAtOrigin(transport, input, {
        ...init,
        ...(body === undefined ? {} : { body }),
        signal,
      });
      answered = true;
      answer = httpAnswer(response, await readCapped(response, maxBytes, reader));
    } catch (cause) {
      broken = { cause, answered };
      throw cause;
    }
    if (answer.status >= 300) throw new Error(`status ${answer.status}`); // which would make SDKs log and guess
    return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } });
  };

  const startedAt = performance.now();
  const latencyMs = () => Math.round((performance.now() - startedAt) * 1000) / 1000;
  try {
    signal.throwIfAborted();
    await raceAbort(send(tapped), signal);
  } catch (error) {
    if (sent > 1) throw error;
    if (answer === undefined) {
      const note = broken?.cause instanceof AnswerTooLarge ? { note: broken.cause.message } : {};
      return { error: failureOf(signal, broken, error), ...note, latencyMs: latencyMs() };
    }
  }
  if (answer === undefined) throw new Error('the client library sent nothing');
  return { answer, latencyMs: latencyMs() };
}

/** Text is made of the bytes when somebody reads it: streams of AWS are none. */
function httpAnswer({ status, headers }: Answered, bytes: Uint8Array): HttpAnswer {
  let text: string | undefined;
  return {
    status,
    headers,
    bytes,
    get body() {
      text ??= new TextDecoder().decode(bytes);
      return text;
    },
  };
}

/** Rejects when the signal aborts, so that an SDK waiting for something else (credentials) does not hold us up. */
async function raceAbort(sending: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  sending.catch(() => {}); // it may still fail after we have left
  try {
    await Promise.race([sending, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Class of an attempt that ended without an answer.
 *
 * @throws what the SDK threw if it gave up before sending for another reason than missing credentials: that is a wrong
 *   setup, or a bug of ours.
 */
function failureOf(
  signal: AbortSignal,
  broken: { readonly cause: unknown; readonly answered: boolean } | undefined,
  thrown: unknown,
): FailureClass {
  if (thrown instanceof ConfigError) throw thrown; // it may well speak of a variable called …_TOKEN
  if (signal.aborted) return isTimeout(signal.reason) ? 'timeout' : 'cancelled';
  const causes = causeChain(broken === undefined ? thrown : broken.cause);
  const codes = causes.map((error) => String((error as { code?: unknown }).code ?? ''));
  if (codes.some((code) => code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT')) return 'timeout';
  if (broken !== undefined) return broken.answered ? 'malformed-response' : 'unreachable';
  const without = causes.find((error) => error instanceof NoCredentials);
  if (without !== undefined) return without.failure;
  // Nothing was sent: the SDK wanted credentials first, which some fetch from a server of their own.
  if (codes.some((code) => networkCodes.includes(code))) return 'unreachable';
  if (causes.some((error) => 'response' in error || /credential|token/i.test(String(error)))) return 'authentication';
  throw thrown;
}

/** There were no credentials to send a request with, and why. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
  readonly failure: FailureClass;

  constructor(failure: FailureClass) {
    super(`no credentials could be had: ${failure}`);
    this.failure = failure;
  }
}

const networkCodes = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH'];

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function causeChain(error: unknown): object[] {
  const chain: object[] = [];
  for (let at = error; at !== null && typeof at === 'object' && chain.length < 10; at = (at as Error).cause)
    chain.push(at);
  return chain;
}
