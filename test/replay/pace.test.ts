import { describe, expect, it } from 'vitest';
import type { RateLimit } from '../../lib/ports/provider.ts';
import { Pace } from '../../lib/replay/pace.ts';
import { TestClock } from '../helpers/test-clock.ts';

const going = new AbortController().signal;

/** When each of so many turns comes, in milliseconds from the start. */
async function turns(pace: Pace, clock: TestClock, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    await pace.turn(going);
    times.push(clock.now().getTime() - Date.parse('2026-11-22T09:00:00.000Z'));
  }
  return times;
}
const told = (rateLimit: RateLimit, used = {}) => {
  const clock = new TestClock();
  const pace = new Pace(clock);
  pace.learn({ ...used, rateLimit });
  return { clock, pace };
};

describe('what an endpoint says is left', () => {
  it('of requests is used up, and then waited for until it is whole again', async () => {
    const { clock, pace } = told({ remainingRequests: 2, resetRequestsMs: 9000 });
    expect(await turns(pace, clock, 5)).toEqual([0, 0, 9000, 9000, 9000]);
  });

  it('of tokens is used up by answers like the largest so far', async () => {
    const { clock, pace } = told({ remainingTokens: 250, resetTokensMs: 9000 }, { inputTokens: 60, outputTokens: 40 });
    pace.learn({ inputTokens: 10, outputTokens: 10 });
    expect(await turns(pace, clock, 4)).toEqual([0, 0, 9000, 9000]);
  });

  it('is corrected by the newest answer', async () => {
    const { clock, pace } = told({ remainingRequests: 0, resetRequestsMs: 9000 });
    pace.learn({ rateLimit: { remainingRequests: 3, resetRequestsMs: 9000 } });
    expect(await turns(pace, clock, 3)).toEqual([0, 0, 0]);
  });

  it('is waited for two minutes at most, and not at all without a time', async () => {
    const day = told({ remainingRequests: 0, resetRequestsMs: 86_400_000 });
    expect(await turns(day.pace, day.clock, 1)).toEqual([120_000]);
    const never = told({ remainingRequests: 0 });
    expect(await turns(never.pace, never.clock, 1)).toEqual([0]);
  });

  it('does not hold up somebody who is told to stop', async () => {
    const { clock, pace } = told({ remainingRequests: 0, resetRequestsMs: 9000 });
    await pace.turn(AbortSignal.abort());
    expect(clock.slept).toEqual([]);
  });
});
