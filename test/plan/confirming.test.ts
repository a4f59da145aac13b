import { describe, expect, it } from 'vitest';
import { mostRunsPerYear } from '../../lib/domain/project/run-schedule.ts';
import { nextConfirming, secondsWithConfirming, slotsLookedAt } from '../../lib/plan/confirming.ts';
import { nextDue, slotOf } from '../../lib/plan/next-due.ts';

const hourly = { everySeconds: 3600, jitter: 0.5 };
const rules = { share: 0.1, most: 4 };
const start = Date.parse('2026-01-01T00:00:00Z');

/** Runs of so many days when a confirming run is wanted after every run, and made as soon as it may be. */
function runsOf(days: number, schedule = hourly): Date[] {
  const made = [new Date(start)];
  for (;;) {
    const last = made.at(-1) as Date;
    const now = new Date(last.getTime() + 1000);
    const scheduled = nextDue('support', schedule, last, now);
    const newest = made.slice(-slotsLookedAt(rules) - rules.most); // as many as are read from the stores
    const confirming = nextConfirming('support', schedule, { made: newest, now }, rules);
    const next = confirming !== undefined && confirming < scheduled ? confirming : scheduled;
    if (next.getTime() >= start + days * 86_400_000) return made;
    made.push(next);
  }
}

describe('confirming runs', () => {
  it.each([hourly, { everySeconds: 86_400, jitter: 0.5 }])(
    'stay within what the promise counts, however often they are wanted: %j',
    (schedule) => {
      const days = (365 * schedule.everySeconds) / 86_400; // 365 slots
      const made = runsOf(days, schedule);
      const slots = 365;
      expect(made.length).toBeGreaterThan(slots * 1.05);
      expect(made.length).toBeLessThanOrEqual(slots * (1 + rules.share) + rules.most);
      const extra = made.filter((at, i) => i > 0 && slotOf(at, schedule) === slotOf(made[i - 1] as Date, schedule));
      const inRow = extra.map((at) => slotOf(at, schedule));
      for (const [i, slot] of inRow.entries())
        if (i >= rules.most)
          expect(slot - (inRow[i - rules.most] as number)).toBeGreaterThanOrEqual(slotsLookedAt(rules));
    },
  );

  it('are counted by the promise of a year', () => {
    const most = (settings: object) => mostRunsPerYear({ every: '1d', ...settings }, { every: '1h' });
    expect(most({})).toBe(365);
    expect(most({ confirmingRuns: 0.1 })).toBeCloseTo(365 * 1.1 + 4);
    expect(most({ canary: { repetitions: 1, baselineRuns: 48, share: 0.5 } })).toBeCloseTo(365 * 1.1 + 4);
    expect(most({ canary: { repetitions: 1, baselineRuns: 48, share: 0.5 }, confirmingRuns: 0 })).toBe(365);
  });

  it('are minutes apart, and not at the same moment', () => {
    const made = runsOf(1);
    const gaps = made.slice(1, 5).map((at, i) => (at.getTime() - (made[i] as Date).getTime()) / 60_000);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7.5);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(12.5);
    expect(new Set(gaps).size).toBe(gaps.length);
  });

  it('are none before the first run', () => {
    expect(nextConfirming('support', hourly, { made: [], now: new Date(start) }, rules)).toBeUndefined();
  });
});

describe('the time until goldens were run so often', () => {
  const daily = { everySeconds: 86_400, most: 4 };

  it('counts confirming runs from the alarm of the canary on, and none without it', () => {
    const alone = secondsWithConfirming(5, { ...daily, canarySeconds: Number.MAX_VALUE });
    expect(alone).toBe(4.5 * 86_400);
    // One run after half a day; four confirming ones from 15 h on, an hour apart.
    expect(secondsWithConfirming(5, { ...daily, canarySeconds: 15 * 3600 })).toBe(18 * 3600);
    expect(secondsWithConfirming(6, { ...daily, canarySeconds: 15 * 3600 })).toBe(1.5 * 86_400);
  });

  it('is none the sooner for a canary that alarms after the goldens', () => {
    expect(secondsWithConfirming(2, { ...daily, canarySeconds: 3 * 86_400 })).toBe(1.5 * 86_400);
  });
});
