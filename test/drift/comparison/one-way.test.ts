import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/domain/random.ts';
import { countOneWay, leanOnOthers } from '../../../lib/drift/comparison/one-way.ts';

const alike = (count: number) => Array.from({ length: count }, (_, i) => Float64Array.of(1 + (i % 3), 1));
const still = (count: number) => Array.from({ length: count }, () => new Float64Array(2));
const count = (shifts: readonly Float64Array[]) => countOneWay(shifts, seededRandom('order'));

describe('countOneWay', () => {
  it('reaches 5 % with 39 goldens that all move alike, and not with 38', () => {
    expect(count(alike(38))).toMatchObject({ moved: 28, goldens: 28 });
    expect(count(alike(39)).pValue).toBeCloseTo(0.9 ** 29, 12);
    expect(count(alike(39)).pValue).toBeLessThan(0.05);
    expect(count(alike(38)).pValue).toBeGreaterThan(0.05);
  });

  it('counts goldens that did not move against it', () => {
    const { moved, goldens, pValue } = count([...alike(30), ...still(50)]);
    expect(goldens).toBe(60);
    expect(moved).toBeLessThanOrEqual(30);
    expect(pValue).toBeGreaterThan(0.99);
  });

  it('is 1 where there is nothing to look at, and never 0', () => {
    expect(count([])).toEqual({ moved: 0, goldens: 0, pValue: 1 });
    expect(count(alike(1)).pValue).toBe(1);
    expect(count(still(3)).pValue).toBe(1);
    expect(count(alike(20_000)).pValue).toBeGreaterThan(0);
  });
});

describe('leanOnOthers', () => {
  it('is largest for the golden that moves most with the others, negative for one that moves against them', () => {
    const [with1, with2, against, none] = leanOnOthers([
      Float64Array.of(2, 0),
      Float64Array.of(1, 1),
      Float64Array.of(-1, 0),
      Float64Array.of(0, 0),
    ]);
    expect([with1, with2, against, none]).toEqual([0, 2 * 0 + 1, -3, 0]);
  });
});
