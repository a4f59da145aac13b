import { describe, expect, it } from 'vitest';
import type { FoundAfter, PlanPoint } from '../../lib/domain/project/plan-report.ts';
import { bestChoice, type Choosable, isClearlyBetter } from '../../lib/power/choose.ts';

const found = (runs: number | null): FoundAfter => ({ runs, fewest: runs, most: runs, within: 60, simulations: 5 });
const point = (every: string, costMicros: number, subtle: number | null, isCurrent = false): PlanPoint => ({
  ...{ every, repetitions: 2, goldens: ['a'], of: 1, isCurrent, threshold: 8760, costMicros },
  ...{ gross: found(3), subtle: found(subtle) },
});
const choosable = (endpoint: string, curve: readonly PlanPoint[]): Choosable => ({
  ...{ endpoint, curve, now: curve[0] as PlanPoint },
  cost: (choice) => (choice as PlanPoint).costMicros ?? 0,
});

describe('the best choice', () => {
  const a = choosable('a', [
    point('1h', 100, 20, true),
    point('2h', 50, 16),
    point('30m', 200, 30),
    point('30m', 90, 22),
  ]);

  it('finds a subtle change soonest, in hours and not in runs, for the money', () => {
    expect(bestChoice([a], () => 100)?.points.get('a')).toMatchObject({ every: '30m', costMicros: 90 });
    expect(bestChoice([a], () => 60)?.points.get('a')).toMatchObject({ every: '2h' });
    expect(bestChoice([a], () => 40)).toBeUndefined();
  });

  it('has one interval for all endpoints of a project', () => {
    const b = choosable('b', [point('1h', 100, 12, true), point('2h', 50, 40)]);
    expect(bestChoice([a, b], () => 100)?.every).toBe('1h');
  });

  it('takes what was not found within the runs that were looked at for late', () => {
    const never = choosable('c', [point('1h', 10, null), point('4h', 10, 20)]);
    expect(bestChoice([never], () => 10)?.every).toBe('4h');
  });

  it('is spoken of only where the gain is more than luck', () => {
    const now = point('1h', 100, 20);
    expect(isClearlyBetter(point('1h', 100, 16), now)).toBe(false);
    expect(isClearlyBetter(point('1h', 100, 14), now)).toBe(true);
    // Three runs, a day apart, until a gross change is found, are no bargain.
    expect(isClearlyBetter(point('1d', 100, 1), now)).toBe(false);
  });
});
