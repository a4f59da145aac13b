import type { Api } from '../../domain/endpoint/api.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { ProviderCompletion, ProviderRequest } from '../../ports/provider.ts';
import { type ClassifiedFailure, readHttpFailure } from './classify-http-failure.ts';
import { type ExchangeOptions, exchange, type Fetch, type HttpAnswer } from './exchange.ts';
import { redirectTarget } from './fetch-at-origin.ts';
import { HalfAnswer, InBandFailure, vagueFailureIn } from './in-band-failure.ts';
import { jsonOf, readPayload } from './payload.ts';
import { rateLimitOf } from './rate-limit-headers.ts';
import { letGo, maxAnswerBytes } from './read-capped.ts';
import { requestBody } from './request-body.ts';
import { retryAfterMs } from './retry-after.ts';
import { tidyCompletion } from './tidy-completion.ts';

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
  const { sdk } = wire;
  if (refused.length > 0)
    return withNotes({ sdk, error: 'invalid-request' }, [
      ...notes,
      ...refused.map((path) => `not sent: ${path} is set`),
    ]);

  const body = wire.body?.(allowed) ?? allowed;
  const reader = {};
  try {
    const made = await exchange((tapped) => wire.send(body, tapped, signal), {
      signal,
      fetch,
      maxBytes: maxAnswerBytes(request.endpoint),
      reader,
      ...(wire.exactBytes === undefined ? {} : { body: JSON.stringify(wire.exactBytes(body)) }),
    });
    const timed = { sdk, latencyMs: made.latencyMs };
    if (!('answer' in made))
      return withNotes({ ...timed, error: made.error }, made.note === undefined ? notes : [...notes, made.note]);
    const { notes: more = [], ...read } = readOrFail(wire, made.answer);
    return withNotes({ ...timed, ...readHeaders(made.answer), ...read }, [...notes, ...more]);
  } finally {
    letGo(reader);
  }
}

function withNotes(completion: ProviderCompletion, notes: readonly string[]): ProviderCompletion {
  return notes.length === 0 ? completion : { ...completion, notes: [...notes] };
}

/** Reads what a server answered to a request, or classifies it where it is no answer. */
export function readOrFail(wire: Pick<Wire, 'read'>, answer: HttpAnswer): ProviderCompletion {
  if (answer.status < 200 || answer.status >= 300) return failedCall(readHttpFailure(answer), answer);
  try {
    return tidyCompletion(wire.read(answer));
  } catch (error) {
    if (error instanceof InBandFailure) return failedCall(error.failure, answer);
    const vague = vagueFailureOf(answer);
    if (vague !== undefined) return failedCall(vague.failure, answer);
    return { error: 'malformed-response', ...(error instanceof HalfAnswer ? { notes: [error.message] } : {}) };
  }
}

function failedCall(failure: ClassifiedFailure, answer: HttpAnswer): ProviderCompletion {
  const delay = retryAfterMs(answer.headers, answer.body, new Date());
  const elsewhere = redirectTarget(answer)?.origin;
  return {
    ...failure,
    ...(delay === undefined ? {} : { retryAfterMs: delay }),
    ...(elsewhere === undefined ? {} : { notes: [`redirected to ${elsewhere}, which was not followed`] }),
  };
}

/** What cannot be read as an answer may be an error in a form that only says so by not being one. */
function vagueFailureOf({ body }: HttpAnswer): InBandFailure | undefined {
  try {
    const payload = readPayload(body);
    const values = payload.kind === 'whole' ? [payload.json] : jsonOf(payload.events);
    for (const json of values) {
      const failure = vagueFailureIn(json);
      if (failure !== undefined) return new InBandFailure(failure);
    }
    return undefined;
  } catch {
    return undefined;
  }
}

const requestIdHeaders = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id', 'x-goog-request-id'];

function readHeaders({ headers }: HttpAnswer): Pick<ProviderCompletion, 'requestId' | 'rateLimit'> {
  const requestId = requestIdHeaders.map((name) => headers.get(name)).find((id) => id !== null);
  const rateLimit = rateLimitOf(headers, new Date());
  return { ...(requestId == null ? {} : { requestId }), ...(rateLimit === undefined ? {} : { rateLimit }) };
}
