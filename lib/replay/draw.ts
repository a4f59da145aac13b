import type { Random } from '../domain/random.ts';
import { type FailureClass, failureClasses } from '../domain/run/completion.ts';
import type { FailedAttempt } from '../domain/run/sample.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provider, ProviderCompletion, ProviderRequest } from '../ports/provider.ts';
import { longestWaitMs, type Pace } from './pace.ts';

const firstBackoffMs = 1000;
const longestBackoffMs = 30_000;

export interface DrawDeps {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly pace: Pace;
  /** Spreads retries, so that clients that failed together do not come back together. */
  readonly random: Random;
}

/** What a draw came to, or nothing if it was stopped before it came to anything. */
export type Drawn =
  | { readonly at: Date; readonly attempts: number; readonly completion: ProviderCompletion }
  | undefined;

/**
 * Makes one draw: attempts until one is answered, fails for good, or `maxAttempts` are spent. Waits between attempts
 * for as long as the endpoint asked, and otherwise a time that is uniform up to a doubling bound.
 *
 * `stop` starts no further attempt and lets the one in flight finish; `cancel` also breaks that one off.
 */
export async function draw(
  request: ProviderRequest,
  maxAttempts: number,
  { provider, clock, pace, random }: DrawDeps,
  { stop, cancel }: { readonly stop: AbortSignal; readonly cancel: AbortSignal },
): Promise<Drawn> {
  const failedAttempts: FailedAttempt[] = [];
  for (let attempts = 1; ; attempts++) {
    await pace.turn(stop);
    if (stop.aborted) return undefined;
    const at = clock.now();
    const deadline = AbortSignal.timeout(request.endpoint.timeoutSeconds * 1000);
    const completion = await provider.complete(request, AbortSignal.any([cancel, deadline]));
    if (completion.error === 'cancelled') return undefined;

    pace.learn(completion);
    const { retryAfterMs: askedMs = 0 } = completion;
    if (!isRetryable(completion.error) || attempts >= maxAttempts || askedMs > longestWaitMs) {
      const retried = failedAttempts.length === 0 ? {} : { failedAttempts };
      return { at, attempts, completion: { ...completion, ...retried } };
    }
    failedAttempts.push(failedAttempt(at, completion));
    await clock.sleep(askedMs + backoffMs(attempts, random), stop);
    if (stop.aborted) return undefined; // not a failure yet: whoever resumes the run tries again
  }
}

function isRetryable(error: string | undefined): boolean {
  return error !== undefined && failureClasses[error as FailureClass]?.retryable === true;
}

/** Full jitter: uniform on 0 to a bound that doubles with every attempt. */
function backoffMs(attempt: number, random: Random): number {
  return random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
}

function failedAttempt(
  at: Date,
  { error = '', latencyMs, requestId, retryAfterMs }: ProviderCompletion,
): FailedAttempt {
  return {
    at: at.toISOString(),
    error,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
