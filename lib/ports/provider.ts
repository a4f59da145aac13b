import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { ListedModel } from '../domain/endpoint/model-offer.ts';
import type { BatchProvider } from './batch-provider.ts';
import type { ProviderCompletion, ProviderRequest } from './provider-call.ts';

export type { ProviderCompletion, ProviderRequest, RateLimit } from './provider-call.ts';

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
  /** Requests that are handed in together; left out where Pinwatch speaks no such protocol of the provider's. */
  readonly batches?: BatchProvider;
  /** Set where a model may be called by a name that the list does not hold (a deployment, an ARN, an alias). */
  readonly takesOtherNames?: boolean;
}
