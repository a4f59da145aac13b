import { describe, expect, it } from 'vitest';
import { SteppedClock } from '../../lib/demo/stepped-clock.ts';

const start = new Date('2026-11-22T00:00:00.000Z');
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);

describe('SteppedClock', () => {
  it('skips to the next due run, runs on from there, and is never put back', async () => {
    const clock = new SteppedClock(start);
    clock.moveTo(hours(5));
    const [before] = [clock.now(), await clock.sleep(20)];
    const after = clock.now();
    expect(before.getTime()).toBeGreaterThanOrEqual(hours(5).getTime());
    expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(15); // timers may come a little early
    clock.moveTo(hours(2));
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(after.getTime());
  });

  it('stops sleeping when it is told to', async () => {
    const stop = new AbortController();
    const sleeping = new SteppedClock(start).sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
  });
});
