import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ListedModel } from '../domain/endpoint/model-offer.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Completion } from '../domain/run/completion.ts';

/** Speaks one LLM API. One call is one attempt: retries, rate limits and deadlines are the use case's. */
export interface Provider {
  /**
   * Sends one request and reads the answer. Never rejects for anything the endpoint did: a failed call is a completion
   * with `error` (a `FailureClass`), and `retryAfterMs` where the endpoint named a delay. Aborting `signal` with a
   * `TimeoutError` gives `timeout`, with anything else `cancelled`.
   */
  complete(request: ProviderRequest, signal: AbortSignal): Promise<ProviderCompletion>;
  /**
   * Tokens of a request's prompt, from the API's own counting endpoint: one call that generates nothing and costs nothing.
   * Undefined where the API has none; may be left out where none of a provider's has.
   * @throws {CallError} if it was not counted.
   */
  countTokens?(request: ProviderRequest, signal: AbortSignal): Promise<number | undefined>;
  /** Models on offer at an endpoint, for checks before a run; may be left out where an API has no list. */
  models?(endpoint: Endpoint, signal: AbortSignal): Promise<readonly ListedModel[]>;
  /** Set where a model may be called by a name that the list does not hold (a deployment, an ARN, an alias). */
  readonly takesOtherNames?: boolean;
}

export type ProviderCompletion = Completion & {
  /** Delay that the endpoint asked for, from now. */
  readonly retryAfterMs?: number;
  /** What the endpoint said about its limits. */
  readonly rateLimit?: RateLimit;
};

/** Room that is left in the current window, as response headers tell it. */
export interface RateLimit {
  readonly remainingRequests?: number;
  readonly remainingTokens?: number;
  readonly limitRequests?: number;
  readonly limitTokens?: number;
  /** From now until requests, and tokens, may be sent as at first. */
  readonly resetRequestsMs?: number;
  readonly resetTokensMs?: number;
}

export interface ProviderRequest {
  readonly endpoint: Endpoint;
  readonly golden: GoldenRequest;
  /** Tells repeated draws of one golden apart where a golden asks for a fresh seed per draw; uint32. */
  readonly drawSeed: number;
}
