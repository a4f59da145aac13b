import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProviderCompletion } from '../ports/provider.ts';

/** Longest wait that an endpoint can talk us into; a draw that would have to wait longer has failed. */
export const longestWaitMs = 120_000;

/** What an endpoint said is left of a limit, less what was sent since. */
interface Window {
  left: number;
  /** When the limit is whole again; what is left until then is not known any more after. */
  readonly resetAt: number;
}

/**
 * Decides when the next attempt of an endpoint may leave; one per run, shared by everything in flight. Keeps to the
 * requests and tokens a minute that the endpoint's owner allows, and to what its answers say is left.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  readonly #msPerToken: number;
  #next = 0;
  /** When the tokens that were used so far are paid for, at the allowed rate. */
  #tokensPaidAt = 0;
  #requests: Window | undefined;
  #tokens: Window | undefined;
  /** Tokens of the largest answer so far, which the next one is taken to need as well. */
  #mostTokens = 0;

  /** Attempts count, retries included; unlimited where nothing is said. */
  constructor(
    clock: Clock,
    { requestsPerMinute, tokensPerMinute }: Pick<Endpoint, 'requestsPerMinute' | 'tokensPerMinute'> = {},
  ) {
    this.#clock = clock;
    this.#spacingMs = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute;
    this.#msPerToken = tokensPerMinute === undefined ? 0 : 60_000 / tokensPerMinute;
  }

  /** Resolves when the next attempt may leave, or at once when the signal aborts. */
  async turn(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const now = this.#clock.now().getTime();
      const at = Math.max(this.#next, this.#tokensPaidAt, this.#roomAt(now));
      if (now >= at) {
        this.#next = now + this.#spacingMs;
        if (this.#requests !== undefined) this.#requests.left -= 1;
        if (this.#tokens !== undefined) this.#tokens.left -= this.#mostTokens;
        return;
      }
      // Looked at again after the wait: meanwhile somebody else may have taken the turn, or been told to hold off.
      await this.#clock.sleep(at - now, stop);
    }
  }

  /** Takes in what an attempt used and what came back about limits: one that stands in its way stands in the way of all. */
  learn({ inputTokens = 0, outputTokens = 0, retryAfterMs, rateLimit }: ProviderCompletion): void {
    const now = this.#clock.now().getTime();
    const used = inputTokens + outputTokens;
    this.#mostTokens = Math.max(this.#mostTokens, used);
    this.#tokensPaidAt = Math.max(this.#tokensPaidAt, now) + used * this.#msPerToken;
    if (retryAfterMs !== undefined) this.#next = Math.max(this.#next, now + Math.min(retryAfterMs, longestWaitMs));
    const { remainingRequests, resetRequestsMs, remainingTokens, resetTokensMs } = rateLimit ?? {};
    this.#requests = windowOf(remainingRequests, resetRequestsMs, now) ?? this.#requests;
    this.#tokens = windowOf(remainingTokens, resetTokensMs, now) ?? this.#tokens;
  }

  /** When what is left of the endpoint's own limits is enough for one more attempt. */
  #roomAt(now: number): number {
    if (this.#requests !== undefined && now >= this.#requests.resetAt) this.#requests = undefined;
    if (this.#tokens !== undefined && now >= this.#tokens.resetAt) this.#tokens = undefined;
    const requestsAt = this.#requests !== undefined && this.#requests.left < 1 ? this.#requests.resetAt : 0;
    const tokensAt = this.#tokens !== undefined && this.#tokens.left < this.#mostTokens ? this.#tokens.resetAt : 0;
    return Math.max(requestsAt, tokensAt);
  }
}

function windowOf(left: number | undefined, resetMs: number | undefined, now: number): Window | undefined {
  if (left === undefined || resetMs === undefined) return undefined;
  return { left, resetAt: now + Math.min(resetMs, longestWaitMs) };
}
