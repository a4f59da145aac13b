import { describe, expect, it } from 'vitest';
import { isDue, nextDue, slotOf, startOfSlot, startUntilNextLook } from '../../lib/plan/next-due.ts';

const hourly = { everySeconds: 3600, jitter: 0.5 };
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('startOfSlot', () => {
  it('spreads starts uniformly over the jittered part of the slot', () => {
    const offsets = Array.from(
      { length: 2000 },
      (_, slot) => startOfSlot('support', slot, hourly).getTime() / 3_600_000 - slot,
    );
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...offsets)).toBeLessThan(0.5);
    const deciles = Array.from({ length: 10 }, (_, i) => offsets.filter((o) => Math.floor(o / 0.05) === i).length);
    // Binomial(2000, 0.1): mean 200, sd 13.4; five sd either side, and the seeds are fixed.
    for (const count of deciles) expect(Math.abs(count - 200)).toBeLessThan(67);
  });

  it('moves endpoints apart, and is the same in every process', () => {
    expect(startOfSlot('a', 494_000, hourly)).toEqual(startOfSlot('a', 494_000, hourly));
    expect(startOfSlot('a', 494_000, hourly)).not.toEqual(startOfSlot('b', 494_000, hourly));
  });

  it('starts with the slot when there is no jitter', () => {
    const exact = { everySeconds: 3600, jitter: 0 };
    expect(startOfSlot('a', slotOf(at('09:20:00'), exact), exact)).toEqual(at('09:00:00'));
  });
});

describe('nextDue', () => {
  it('runs an endpoint at once that has never run', () => {
    expect(nextDue('a', hourly, undefined, at('09:20:00'))).toEqual(at('09:20:00'));
  });

  it('gives every slot one run', () => {
    let last = at('09:01:00');
    for (let run = 0; run < 30; run++) {
      const next = nextDue('a', hourly, last, last);
      expect(slotOf(next, hourly)).toBe(slotOf(last, hourly) + 1);
      expect(nextDue('a', hourly, last, new Date(next.getTime() - 1))).toEqual(next);
      last = next;
    }
  });

  it('does not make up for slots that were missed', () => {
    const due = nextDue('a', hourly, at('01:10:00'), at('09:45:00'));
    expect(slotOf(due, hourly)).toBe(slotOf(at('09:00:00'), hourly));
    expect(due.getTime()).toBeLessThan(at('09:45:00').getTime());
    expect(slotOf(nextDue('a', hourly, at('09:45:00'), at('09:45:10')), hourly)).toBe(slotOf(at('10:00:00'), hourly));
  });
});

describe('isDue', () => {
  it('lets a cron job that starts on the hour run every hour', () => {
    expect(isDue(hourly, undefined, at('09:00:00'))).toBe(true);
    expect(isDue(hourly, at('09:00:02'), at('09:59:59'))).toBe(false);
    expect(isDue(hourly, at('09:00:02'), at('10:00:01'))).toBe(true);
  });
});

describe('startUntilNextLook', () => {
  /** Starts that looks at a fixed interval come to, where the run before is remembered by its own start. */
  const startsOf = (schedule: typeof hourly, everyMs: number, looks: number) => {
    const starts: Date[] = [];
    for (let look = 0; look < looks; look++) {
      const now = new Date(Date.UTC(2026, 10, 22) + look * everyMs);
      const start = startUntilNextLook('a', schedule, starts.at(-1), { at: now, everyMs });
      if (start !== undefined) starts.push(start);
    }
    return starts;
  };

  it.each([
    ['looks as often as runs are due', hourly, 3_600_000],
    ['looks far more often', { everySeconds: 86_400, jitter: 1 }, 3_600_000],
    ['looks every few minutes', hourly, 300_000],
  ])(
    'gives every slot one run, at the very time at which a process that never sleeps would start it: %s',
    (_, schedule, everyMs) => {
      const starts = startsOf(schedule, everyMs, 2000).slice(1); // the first run comes at once
      expect(starts.length).toBeGreaterThan(80);
      for (const [index, start] of starts.entries()) {
        const slot = slotOf(starts[0] as Date, schedule) + index;
        expect(start).toEqual(startOfSlot('a', slot, schedule));
      }
    },
  );

  it('starts at once what is late', () => {
    const look = { at: at('09:59:00'), everyMs: 60_000 };
    expect(startUntilNextLook('a', hourly, at('08:10:00'), look)).toEqual(at('09:59:00'));
    expect(startUntilNextLook('a', hourly, at('09:10:00'), look)).toBeUndefined();
  });
});
