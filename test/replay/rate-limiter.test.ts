import { describe, expect, it } from 'vitest';
import type { ProviderCompletion, RateLimit } from '../../lib/ports/provider.ts';
import { RateLimiter } from '../../lib/replay/rate-limiter.ts';
import { TestClock } from '../helpers/test-clock.ts';

const going = new AbortController().signal;

/** When each of so many turns comes, in milliseconds from the start. */
async function turns(limiter: RateLimiter, clock: TestClock, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    await limiter.acquire(going);
    times.push(clock.now().getTime() - Date.parse('2026-11-22T09:00:00.000Z'));
  }
  return times;
}
const told = (rateLimit: RateLimit, used = {}) => {
  const clock = new TestClock();
  const limiter = new RateLimiter(clock);
  limiter.learn({ ...used, rateLimit });
  return { clock, limiter };
};

describe('what an endpoint says is left', () => {
  it('of requests is used up, and then waited for until it is whole again', async () => {
    const { clock, limiter } = told({ remainingRequests: 2, resetRequestsMs: 9000 });
    expect(await turns(limiter, clock, 5)).toEqual([0, 0, 9000, 9000, 9000]);
  });

  it('of tokens is used up by answers like the largest so far', async () => {
    const { clock, limiter } = told(
      { remainingTokens: 250, resetTokensMs: 9000 },
      { inputTokens: 60, outputTokens: 40 },
    );
    limiter.learn({ inputTokens: 10, outputTokens: 10 });
    expect(await turns(limiter, clock, 4)).toEqual([0, 0, 9000, 9000]);
  });

  it('is corrected by the newest answer', async () => {
    const { clock, limiter } = told({ remainingRequests: 0, resetRequestsMs: 9000 });
    limiter.learn({ rateLimit: { remainingRequests: 3, resetRequestsMs: 9000 } });
    expect(await turns(limiter, clock, 3)).toEqual([0, 0, 0]);
  });

  it('is not waited for when that would take hours, and not without a time', async () => {
    const day = told({ remainingRequests: 0, resetRequestsMs: 86_400_000 });
    expect(await turns(day.limiter, day.clock, 1)).toEqual([0]);
    const never = told({ remainingRequests: 0 });
    expect(await turns(never.limiter, never.clock, 1)).toEqual([0]);
  });

  it('does not hold up somebody who is told to stop', async () => {
    const { clock, limiter } = told({ remainingRequests: 0, resetRequestsMs: 9000 });
    await limiter.acquire(AbortSignal.abort());
    expect(clock.slept).toEqual([]);
  });
});

describe('an endpoint that asks to be left alone for hours', () => {
  const hours = 5 * 3_600_000;

  it.each<[string, ProviderCompletion]>([
    ['by a delay', { error: 'rate-limited', retryAfterMs: hours }],
    ['by its headers', { error: 'rate-limited', rateLimit: { remainingRequests: 0, resetRequestsMs: hours } }],
    ['while it is overloaded', { error: 'overloaded', retryAfterMs: hours }],
  ])('is closed: %s', async (_how, completion) => {
    const clock = new TestClock();
    const limiter = new RateLimiter(clock);
    limiter.learn(completion);
    expect(await turns(limiter, clock, 3)).toEqual([0, 0, 0]);
    expect(limiter.closed).toEqual({ until: new Date('2026-11-22T14:00:00.000Z'), error: completion.error });
  });

  it.each<[string, ProviderCompletion]>([
    ['two minutes', { error: 'rate-limited', retryAfterMs: 120_000 }],
    ['hours, with an answer', { text: 'Yes', rateLimit: { remainingRequests: 0, resetRequestsMs: hours } }],
  ])('is open after %s', (_what, completion) => {
    const limiter = new RateLimiter(new TestClock());
    limiter.learn(completion);
    expect(limiter.closed).toBeUndefined();
  });
});
