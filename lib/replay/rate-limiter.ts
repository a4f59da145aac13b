import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProviderCompletion, RateLimit } from '../ports/provider.ts';

/** Longest wait that an endpoint can talk us into. One that asks for more is left alone for the rest of the run. */
export const longestWaitMs = 120_000;

/** What an endpoint said is left of a limit, less what was sent since. */
interface Window {
  left: number;
  /** When the limit is whole again; what is left until then is not known any more after. */
  readonly resetAt: number;
}

/** What an endpoint asked for that is longer than a run waits. */
export interface Closed {
  readonly until: Date;
  /** Class of the failure that it came with. */
  readonly error: string;
}

/**
 * Rate limiter of an endpoint: decides when its next attempt may leave; one per run, shared by everything in flight. Keeps
 * to the requests and tokens a minute that the endpoint's owner allows, and to what its answers say is left. An endpoint
 * that asks to be left alone for hours (a daily quota) is closed: nothing waits for it, and nothing more is sent.
 */
export class RateLimiter {
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
  #closed: Closed | undefined;
  readonly #closing = new AbortController();

  /** Attempts count, retries included; unlimited where nothing is said. */
  constructor(
    clock: Clock,
    { requestsPerMinute, tokensPerMinute }: Pick<Endpoint, 'requestsPerMinute' | 'tokensPerMinute'> = {},
  ) {
    this.#clock = clock;
    this.#spacingMs = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute;
    this.#msPerToken = tokensPerMinute === undefined ? 0 : 60_000 / tokensPerMinute;
  }

  /** What the endpoint asked for, once that was longer than a run waits. */
  get closed(): Closed | undefined {
    return this.#closed;
  }

  /** Aborts when the endpoint is closed, so that nobody goes on waiting for it. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Resolves when the next attempt may leave, or at once when the signal aborts or the endpoint is closed. */
  async acquire(stop: AbortSignal): Promise<void> {
    while (!stop.aborted && this.#closed === undefined) {
      const now = this.#clock.now().getTime();
      const at = Math.max(this.#next, this.#tokensPaidAt, this.#roomAt(now));
      if (now >= at) {
        this.#next = now + this.#spacingMs;
        if (this.#requests !== undefined) this.#requests.left -= 1;
        if (this.#tokens !== undefined) this.#tokens.left -= this.#mostTokens;
        return;
      }
      // Looked at again after the wait: meanwhile somebody else may have taken the turn, or been told to hold off.
      await this.#clock.sleep(at - now, AbortSignal.any([stop, this.closing]));
    }
  }

  /** Takes in what an attempt used and what came back about limits: one that stands in its way stands in the way of all. */
  learn({ error, inputTokens = 0, outputTokens = 0, retryAfterMs, rateLimit }: ProviderCompletion): void {
    const now = this.#clock.now().getTime();
    const used = inputTokens + outputTokens;
    this.#mostTokens = Math.max(this.#mostTokens, used);
    this.#tokensPaidAt = Math.max(this.#tokensPaidAt, now) + used * this.#msPerToken;
    const waitMs = retryAfterMs ?? (error === 'rate-limited' ? emptyForMs(rateLimit) : 0);
    if (waitMs <= longestWaitMs) this.#next = Math.max(this.#next, now + waitMs);
    else if (error !== undefined) this.#close({ until: new Date(now + Math.min(waitMs, yearMs)), error });
    const { remainingRequests, resetRequestsMs, remainingTokens, resetTokensMs } = rateLimit ?? {};
    this.#requests = windowOf(remainingRequests, resetRequestsMs, now) ?? this.#requests;
    this.#tokens = windowOf(remainingTokens, resetTokensMs, now) ?? this.#tokens;
  }

  #close(closed: Closed): void {
    this.#closed ??= closed;
    this.#closing.abort();
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

/** Headers may say anything; a date has bounds. */
const yearMs = 366 * 86_400_000;

/** How long nothing is left of a limit, by the headers of an answer that names no other delay. */
function emptyForMs({ remainingRequests, resetRequestsMs, remainingTokens, resetTokensMs }: RateLimit = {}): number {
  const requests = remainingRequests === 0 ? (resetRequestsMs ?? 0) : 0;
  const tokens = remainingTokens === 0 ? (resetTokensMs ?? 0) : 0;
  return Math.max(requests, tokens);
}

/** A limit that is whole again only after the longest wait is not waited for: whether it binds, the next attempt shows. */
function windowOf(left: number | undefined, resetMs: number | undefined, now: number): Window | undefined {
  if (left === undefined || resetMs === undefined || resetMs > longestWaitMs) return undefined;
  return { left, resetAt: now + resetMs };
}
