import { describe, expect, it } from 'vitest';
import { fleetThresholds } from '../../lib/drift/budget.ts';
import { baselineFor, earliestAlarm } from '../../lib/drift/earliest-alarm.ts';
import { binomialCoefficient } from '../../lib/stats/labellings.ts';

/** The smallest m with C(B + m, m) >= A: fewer runs cannot show it, whatever is assumed of the outputs. */
function rankBound(baseline: number, threshold: number): number {
  let m = 1;
  while (binomialCoefficient(baseline + m, m) < threshold) m++;
  return m;
}

const baselines = [5, 10, 15, 20, 30, 50, 100, 200, 500];
const thresholds = [365, 8760, 36_500, 876_000];

describe('the rank bound', () => {
  it.each([
    [365, [6, 4, 3, 3, 2, 2, 2, 2, 1]],
    [8760, [14, 7, 5, 4, 4, 3, 3, 2, 2]],
    [36_500, [19, 8, 6, 5, 4, 4, 3, 3, 2]],
    [876_000, [38, 13, 9, 7, 6, 5, 4, 3, 3]],
  ])('at a threshold of %i is what the published table says', (threshold, expected) => {
    expect(baselines.map((baseline) => rankBound(baseline, threshold))).toEqual(expected);
  });
});

describe('the earliest alarm', () => {
  it('is never sooner than ranks allow, and hardly later', () => {
    for (const threshold of thresholds)
      for (const baseline of baselines.slice(3)) {
        const runs = earliestAlarm(baseline, threshold) as number;
        expect(runs).toBeGreaterThanOrEqual(rankBound(baseline, threshold));
        expect(runs).toBeLessThanOrEqual(rankBound(baseline, threshold) + 4);
      }
  });

  it('comes later for a higher threshold, and sooner with a longer baseline', () => {
    for (const baseline of baselines) {
      const runs = thresholds.map((threshold) => earliestAlarm(baseline, threshold) ?? Number.POSITIVE_INFINITY);
      expect(runs).toEqual(runs.toSorted((a, b) => a - b));
    }
    for (const threshold of thresholds) {
      // Shorter baselines are outnumbered by a change before it can alarm; see `earliestAlarm`.
      const runs = baselines.slice(3).map((baseline) => earliestAlarm(baseline, threshold) as number);
      expect(runs).toEqual([...runs].sort((a, b) => b - a));
    }
  });

  it('is what ranks allow at a share of 0.4 of the level, for baselines that are long enough', () => {
    const stated = (baseline: number) => thresholds.map((threshold) => earliestAlarm(baseline, threshold));
    expect(stated(24)).toEqual([3, 6, 5, 7]);
    expect(stated(50)).toEqual([2, 3, 4, 5]);
    expect(stated(100)).toEqual([2, 3, 3, 4]);
    expect(stated(200)).toEqual([2, 3, 3, 4]);
  });

  it('is unknown where 64 runs would not do, and where changed runs would outnumber the others first', () => {
    expect(earliestAlarm(5, 365)).toBeUndefined();
    expect(earliestAlarm(7, 8760)).toBeUndefined();
    expect(earliestAlarm(5, 1e60)).toBeUndefined();
    expect(earliestAlarm(0, 8760)).toBeUndefined();
  });
});

describe('the baseline for an alarm within so many runs', () => {
  it('is the shortest that does it', () => {
    for (const [threshold, runs] of [
      [365, 3],
      [8760, 10],
      [876_000, 6],
    ] as const) {
      const baseline = baselineFor(threshold, runs);
      expect(earliestAlarm(baseline, threshold)).toBeLessThanOrEqual(runs);
      if (baseline > 5) expect(earliestAlarm(baseline - 1, threshold)).toBeGreaterThan(runs);
    }
    expect(baselineFor(2, 64)).toBe(5);
  });
});

describe('thresholds of a fleet', () => {
  it('keep the promised number of false alarms a year for all endpoints together', () => {
    for (const budget of [0.1, 1, 12]) {
      const fleet = [8760, 8760, 365, 52, 35_040].map((runsPerYear) => ({ runsPerYear }));
      const expected = fleetThresholds(fleet, budget).reduce(
        (sum, threshold, i) => sum + (fleet[i]?.runsPerYear as number) / threshold,
        0,
      );
      expect(expected).toBeLessThanOrEqual(budget + 1e-12);
      expect(expected).toBeGreaterThan(0.99 * budget);
    }
  });

  it('are those of the table: one a year, for one daily, one hourly, and a hundred hourly endpoints', () => {
    expect(fleetThresholds([{ runsPerYear: 365 }], 1)).toEqual([365]);
    expect(fleetThresholds([{ runsPerYear: 8760 }], 1)).toEqual([8760]);
    expect(fleetThresholds(Array(100).fill({ runsPerYear: 8760 }), 1)[99]).toBe(876_000);
  });

  it('never fall to where every run would alarm', () => {
    expect(fleetThresholds([{ runsPerYear: 1 }], 1000)).toEqual([2]);
  });
});
