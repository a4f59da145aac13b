import type { Api } from '../../domain/endpoint/api.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { ProviderCompletion, ProviderRequest } from '../../ports/provider.ts';
import { classifyHttpFailure } from './classify-http-failure.ts';
import { type ExchangeOptions, exchange, type Fetch, type HttpAnswer } from './exchange.ts';
import { rateLimitOf } from './rate-limit-headers.ts';
import { requestBody } from './request-body.ts';
import { retryAfterMs } from './retry-after.ts';

/** One way to speak to one API: what is particular about it, and nothing else. */
export interface Wire {
  readonly api: Api;
  /** Name and version of the client library, e.g. `openai/7.57.0`. */
  readonly sdk: string;
  /** The body as it goes over the wire; the golden's own by default. Here the model is put in, and storing switched off. */
  body?(body: JsonObject): JsonObject;
  /** Sends the body with the client library, through this `fetch`. */
  send(body: JsonObject, fetch: Fetch, signal: AbortSignal): Promise<unknown>;
  /** What goes over the wire byte for byte, where the library would drop keys that it does not know. */
  exactBytes?(body: JsonObject): JsonObject;
  /**
   * Asks the API how many tokens the prompt has in a body as it is sent.
   * @throws {CallError} if it does not say.
   */
  count?(body: JsonObject, options: ExchangeOptions): Promise<number>;
  /** Reads a 2xx answer. Throws if it is not what the API promises. */
  read(answer: HttpAnswer): Completion;
}

/** Makes one attempt over a wire: prepares the body, sends it, and reads or classifies what came back. */
export async function completeOnce(
  wire: Wire,
  request: ProviderRequest,
  { signal, fetch }: { readonly signal: AbortSignal; readonly fetch?: Fetch | undefined },
): Promise<ProviderCompletion> {
  const { body: allowed, notes, refused } = requestBody(request, wire.api);
  const noted = { sdk: wire.sdk, ...(notes.length === 0 ? {} : { notes: [...notes] }) };
  if (refused.length > 0)
    return {
      ...noted,
      error: 'invalid-request',
      notes: [...notes, ...refused.map((path) => `not sent: ${path} is set`)],
    };

  const body = wire.body?.(allowed) ?? allowed;
  const made = await exchange((tapped) => wire.send(body, tapped, signal), {
    signal,
    fetch,
    ...(wire.exactBytes === undefined ? {} : { body: JSON.stringify(wire.exactBytes(body)) }),
  });
  const timed = { ...noted, latencyMs: made.latencyMs };
  if (!('answer' in made)) return { ...timed, error: made.error };
  return { ...timed, ...fromHeaders(made.answer), ...readOrFail(wire, made.answer) };
}

function readOrFail(wire: Wire, answer: HttpAnswer): ProviderCompletion {
  if (answer.status < 200 || answer.status >= 300) {
    const delay = retryAfterMs(answer.headers, answer.body, new Date());
    return { error: classifyHttpFailure(answer), ...(delay === undefined ? {} : { retryAfterMs: delay }) };
  }
  try {
    return wire.read(answer);
  } catch (error) {
    if (error instanceof InBandFailure) return { error: error.failure };
    return { error: 'malformed-response' };
  }
}

const requestIdHeaders = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id', 'x-goog-request-id'];

function fromHeaders({ headers }: HttpAnswer): Pick<ProviderCompletion, 'requestId' | 'rateLimit'> {
  const requestId = requestIdHeaders.map((name) => headers.get(name)).find((id) => id !== null);
  const rateLimit = rateLimitOf(headers, new Date());
  return { ...(requestId == null ? {} : { requestId }), ...(rateLimit === undefined ? {} : { rateLimit }) };
}

/** A failure that arrived inside a 2xx answer, e.g. an error event in a stream. */
export class InBandFailure extends Error {
  override readonly name = 'InBandFailure';
  readonly failure: ReturnType<typeof classifyHttpFailure>;

  /** @param error the API's error object, e.g. `{"type":"overloaded_error"}`. */
  constructor(error: unknown) {
    super('the answer is an error');
    this.failure = classifyHttpFailure({ status: 500, headers: new Headers(), body: JSON.stringify({ error }) });
  }
}
