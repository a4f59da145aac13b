import { describe, expect, it } from 'vitest';
import { type MonthLeft, mayShrinkAt, runsDueIn, shrunkBy, smallerSize } from '../../lib/plan/shrink.ts';

const late = new Date('2026-11-25T00:00:00Z');
const left = (committed: number, due: number): MonthLeft[] => [
  {
    scope: 'project',
    period: '2026-11',
    budget: { tokens: 1000 },
    committed: { tokens: committed, costMicros: 0 },
    due: { tokens: due, costMicros: 0 },
  },
];

describe('a run that may be smaller than asked for', () => {
  it('is one of the last quarter of a month', () => {
    expect(mayShrinkAt(new Date('2026-11-23T11:59:59Z'))).toBe(false);
    expect(mayShrinkAt(new Date('2026-11-23T12:00:00Z'))).toBe(true);
    expect(mayShrinkAt(new Date('2026-12-01T00:00:00Z'))).toBe(false);
    expect(mayShrinkAt(new Date('2026-02-22T00:00:00Z'))).toBe(true);
    expect(shrunkBy(4, new Date('2026-11-10T00:00:00Z'), left(900, 500), false)).toBeUndefined();
  });

  it('has half of the draws, where the budget does not last for what is due', () => {
    expect([1, 2, 3, 5].map(smallerSize)).toEqual([undefined, 1, 1, 2]);
    expect(shrunkBy(5, late, left(800, 200), false)).toBeUndefined();
    expect(shrunkBy(5, late, left(800, 201), false)).toEqual({ from: 5, to: 2, scope: 'project', period: '2026-11' });
    expect(shrunkBy(1, late, left(800, 201), false)).toBeUndefined();
  });

  it('goes on with it until a tenth of the budget is spare, so that sizes do not alternate', () => {
    expect(shrunkBy(2, late, left(800, 150), true)).toMatchObject({ to: 1 });
    expect(shrunkBy(2, late, left(800, 100), true)).toBeUndefined();
  });

  it('counts the run of now among those that are due', () => {
    expect(runsDueIn('2026-11', new Date('2026-11-30T22:30:00Z'), 3600)).toBe(2);
    expect(runsDueIn('2026-11', new Date('2026-11-30T23:59:00Z'), 86_400)).toBe(1);
  });
});
