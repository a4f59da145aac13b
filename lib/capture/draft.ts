import { Buffer, isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { ApiName } from '../domain/endpoint/api-name.ts';
import type { Exchange, LlmExchange } from './exchange.ts';
import type { JsonPath } from './json-path.ts';
import type { Held } from './recorder.ts';
import type { Recording } from './recording.ts';
import { redactBody } from './redact-body.ts';
import { type Outgoing, unreadable } from './request-of.ts';
import { scrubRequestHeaders, scrubResponseHeaders, scrubUrl } from './scrub.ts';
import { StreamEnd } from './stream-end.ts';
import type { BrokenOff, Tape } from './tape.ts';
import { tracePlace } from './trace-place.ts';

/** Begins to record a request; undefined where it is not to be recorded. */
export function begin(
  sent: Outgoing,
  recording: Recording,
  apiOf: (url: string) => ApiName | undefined,
): Draft | undefined {
  if (sent.method !== 'POST') return undefined;
  const api = apiOf(sent.url);
  if (api === undefined || !recording.sample()) return undefined;
  const body = sent.body();
  if (body === unreadable) {
    recording.recorder.countUnsupported('request');
    return undefined;
  }
  const held = recording.recorder.hold(body === undefined || body instanceof Promise ? 0 : body.length);
  return held === undefined ? undefined : new Draft({ sent, api, body, held, recording });
}

interface Begun {
  readonly sent: Outgoing;
  readonly api: ApiName;
  readonly body: Exclude<ReturnType<Outgoing['body']>, typeof unreadable>;
  readonly held: Held;
  readonly recording: Recording;
}

/** An exchange that is under way. Here nothing is done but remembering; the rest waits until callers are served. */
export class Draft implements Tape {
  readonly #begun: Begun;
  readonly #trace = tracePlace();
  readonly #at = new Date();
  readonly #startedAt = performance.now();
  #body: string | Uint8Array | undefined;
  #answer: { readonly status: number; readonly headers: Headers; readonly firstByteMs: number } | undefined;
  #chunks: Uint8Array[] = [];
  #streamEnd: StreamEnd | undefined;
  #ended = false;

  constructor(begun: Begun) {
    this.#begun = begun;
    const { body, held } = begun;
    if (body instanceof Promise)
      body.then(
        (bytes) => {
          if (held.grow(bytes.length)) this.#body = bytes;
        },
        () => {}, // the caller hears of it too
      );
    else this.#body = body;
  }

  /** The caller's. */
  get signal(): AbortSignal | undefined {
    return this.#begun.sent.signal;
  }

  /** The headers of the answer are there. @throws if they cannot be read. */
  takeAnswer({ status, headers }: Response): void {
    this.#answer = { status, headers: new Headers(headers), firstByteMs: this.#elapsedMs() };
    const type = this.#answer.headers.get('content-type') ?? '';
    if (/event-stream|ndjson/.test(type)) this.#streamEnd = new StreamEnd();
  }

  chunk(bytes: Uint8Array): void {
    if (this.#begun.held.grow(bytes.byteLength)) this.#chunks.push(bytes);
    else this.#chunks = [];
    if (this.#streamEnd?.after(bytes)) this.end();
  }

  end(broken?: BrokenOff): void {
    if (this.#ended) return;
    this.#ended = true;
    const latencyMs = this.#elapsedMs();
    this.#begun.held.record(() => this.#exchange(latencyMs, broken));
  }

  /** The response is of a kind that cannot be recorded. */
  discard(): void {
    this.#ended = true;
    this.#chunks = [];
    this.#begun.held.giveUp('response');
  }

  async #exchange(latencyMs: number, error: BrokenOff | undefined): Promise<Exchange> {
    const { sent, api, recording } = this.#begun;
    const { redaction } = recording;
    const headers = sent.headers();
    const request = await keep(this.#body, headers, redaction.request);
    const answer = this.#answer;
    const response = answer && (await keep(join(this.#chunks), answer.headers, redaction.response));
    return {
      schema: 'exchange/1',
      kind: 'llm',
      id: randomUUID(),
      at: this.#at.toISOString(),
      latencyMs,
      api,
      ...(this.#trace === undefined ? {} : { trace: this.#trace }),
      request: {
        method: sent.method,
        url: scrubUrl(sent.url),
        headers: scrubRequestHeaders(headers),
        ...request,
      },
      ...(answer === undefined
        ? {}
        : {
            response: {
              status: answer.status,
              headers: scrubResponseHeaders(answer.headers),
              ...(redaction.keepAnswers ? response : {}),
              complete: error === undefined,
              firstByteMs: answer.firstByteMs,
            },
          }),
      ...(error === undefined ? {} : { error }),
    };
  }

  #elapsedMs(): number {
    return Math.round((performance.now() - this.#startedAt) * 1000) / 1000;
  }
}

type KeptBytes = Pick<LlmExchange['request'], 'body' | 'encoding' | 'redacted'>;

/** A body as it is stored: text where it is text, and without what was configured to be taken out. */
async function keep(
  body: string | Uint8Array | undefined,
  headers: Headers,
  paths: readonly JsonPath[],
): Promise<KeptBytes> {
  if (body === undefined || body.length === 0) return {};
  if (typeof body !== 'string' && !isUtf8(body)) {
    if (paths.length > 0) return {}; // what cannot be read cannot be redacted
    return { body: Buffer.from(body).toString('base64'), encoding: 'base64' };
  }
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  const { body: clean, hit } = await redactBody(text, headers.get('content-type') ?? undefined, paths);
  return { ...(clean === undefined ? {} : { body: clean }), ...(hit.length === 0 ? {} : { redacted: [...hit] }) };
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}
