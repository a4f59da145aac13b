import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silenceAfter } from '../../lib/plan/silence.ts';

const rules = { everySeconds: 3600, tellAfterRuns: 3 };
const minuteMs = 60_000;
const runsAt = (...times: string[]) =>
  times.map((time) => ({ run: `run-${time}`, at: new Date(`2026-11-${time}:00.000Z`).toISOString() }));
const at = (time: string) => new Date(`2026-11-${time}:00.000Z`);

describe('silenceAfter', () => {
  const hourly = runsAt('22T06:10', '22T07:40', '22T08:05');

  it('begins when the third slot has passed without a run', () => {
    expect(silenceAfter(hourly, at('22T11:59'), rules)).toBeUndefined();
    expect(silenceAfter(hourly, at('22T12:00'), rules)).toEqual({
      lastRun: hourly[2],
      since: at('22T09:00'),
      openedAt: at('22T12:00'),
      due: 3,
    });
    expect(silenceAfter(hourly, at('23T08:30'), rules)).toMatchObject({ since: at('22T09:00'), due: 23 });
  });

  it('is never before the first run', () => {
    expect(silenceAfter([], at('23T08:30'), rules)).toBeUndefined();
    expect(silenceAfter(runsAt('22T08:05'), at('22T12:00'), rules)).toMatchObject({ due: 3 });
  });

  it('waits for as long as runs usually take to come, of which one long gap is not the rule', () => {
    const daily = runsAt('18T08:00', '19T08:00', '20T08:00', '21T08:00');
    expect(silenceAfter(daily, at('24T07:59'), rules)).toBeUndefined();
    expect(silenceAfter(daily, at('24T08:00'), rules)).toMatchObject({ openedAt: at('24T08:00'), due: 71 });
    const weekend = runsAt('20T16:00', '20T17:00', '20T18:00', '23T08:00', '23T09:00');
    expect(silenceAfter(weekend, at('23T13:00'), rules)).toMatchObject({ due: 3 });
  });

  it('never comes where a run is made at some moment of every slot, as `watch` and cron do', () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(offsets, fc.integer({ min: 0, max: 179 }), (minutes, late) => {
        const start = at('22T00:00').getTime();
        const runs = minutes.map((minute, slot) => ({
          run: `run-${slot}`,
          at: new Date(start + (60 * slot + minute) * minuteMs).toISOString(),
        }));
        const until = new Date(start + (60 * runs.length + late) * minuteMs);
        expect(silenceAfter(runs, until, rules)).toBeUndefined();
      }),
      { seed: 20261122 },
    );
  });
});
