import type { Random } from '../domain/random.ts';
import { type FailureClass, failureClasses } from '../domain/run/completion.ts';
import type { FailedAttempt } from '../domain/run/sample.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provider, ProviderCompletion, ProviderRequest } from '../ports/provider.ts';
import { attemptSignal } from './attempt-signal.ts';
import { type Closed, longestWaitMs, type RateLimiter } from './rate-limiter.ts';

const firstBackoffMs = 1000;
const longestBackoffMs = 30_000;

export interface DrawDeps {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  /** Spreads retries, so that clients that failed together do not come back together. */
  readonly random: Random;
  /** Asked before a failed attempt is made again. @default always */
  readonly mayTryAgain?: (error: string) => Promise<boolean>;
}

/** What a draw came to, or nothing if it was stopped before it came to anything. */
export type Drawn =
  | { readonly at: Date; readonly attempts: number; readonly completion: ProviderCompletion }
  | undefined;

/**
 * Makes one draw: attempts until one is answered, fails for good, or `maxAttempts` are spent. Waits between attempts
 * for as long as the endpoint asked, and otherwise a time that is uniform up to a doubling bound. An endpoint that asked to
 * be left alone for longer than a run waits is not asked again: the draw has failed, and a note of it says until when.
 *
 * `stop` starts no further attempt and lets the one in flight finish; `cancel` also breaks that one off.
 */
export async function draw(
  request: ProviderRequest,
  maxAttempts: number,
  { provider, clock, limiter, random, mayTryAgain }: DrawDeps,
  { stop, cancel }: { readonly stop: AbortSignal; readonly cancel: AbortSignal },
): Promise<Drawn> {
  const failedAttempts: FailedAttempt[] = [];
  for (let attempts = 1; ; attempts++) {
    await limiter.acquire(stop);
    if (stop.aborted) return undefined;
    if (limiter.closed !== undefined)
      return {
        at: clock.now(),
        attempts: attempts - 1,
        completion: { ...leftAlone(limiter.closed), ...withFailed(failedAttempts) },
      };
    const at = clock.now();
    const completion = await attempt(provider, request, cancel);
    if (completion.error === 'cancelled') return undefined;

    limiter.learn(completion);
    const { error = '', retryAfterMs: askedMs = 0 } = completion;
    const isOver = !isRetryable(error) || attempts >= maxAttempts || askedMs > longestWaitMs;
    if (isOver || (await mayTryAgain?.(error)) === false) {
      return { at, attempts, completion: { ...completion, ...withFailed(failedAttempts) } };
    }
    failedAttempts.push(failedAttempt(at, completion));
    await clock.sleep(askedMs + backoffMs(attempts, random), AbortSignal.any([stop, limiter.closing]));
    if (stop.aborted) return undefined; // not a failure yet: whoever resumes the run tries again
  }
}

async function attempt(provider: Provider, request: ProviderRequest, cancel: AbortSignal): Promise<ProviderCompletion> {
  using attempted = attemptSignal(cancel, request.endpoint.timeoutSeconds * 1000);
  return await provider.complete(request, attempted.signal);
}

/** The draw that is not made, as a failed call. */
function leftAlone({ until, error }: Closed): ProviderCompletion {
  return { error, notes: [`not sent: the endpoint asked to be left alone until ${until.toISOString()}`] };
}

function withFailed(failedAttempts: FailedAttempt[]): Pick<ProviderCompletion, 'failedAttempts'> {
  return failedAttempts.length === 0 ? {} : { failedAttempts };
}

/** Whether a failed call is worth another attempt. */
export function isRetryable(error: string): boolean {
  return failureClasses[error as FailureClass]?.retryable === true;
}

/** How long to wait after an attempt. Full jitter: uniform on 0 to a bound that doubles with every attempt. */
export function backoffMs(attempt: number, random: Random): number {
  return random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
}

function failedAttempt(
  at: Date,
  { error = '', failure, latencyMs, requestId, retryAfterMs }: ProviderCompletion,
): FailedAttempt {
  return {
    at: at.toISOString(),
    error,
    ...(failure === undefined ? {} : { failure }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
