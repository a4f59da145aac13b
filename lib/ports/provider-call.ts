import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Completion } from '../domain/run/completion.ts';

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
