import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketRuns, inBucket } from '../../lib/report/model/buckets.ts';

describe('bucketRuns', () => {
  it('gives every run a column of its own while there is room', () => {
    expect(bucketRuns(3, 10)).toEqual([
      { from: 0, to: 0 },
      { from: 1, to: 1 },
      { from: 2, to: 2 },
    ]);
    expect(bucketRuns(0, 10)).toEqual([]);
  });

  it('covers every run once, in order, never over a boundary, in few columns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: -5, max: 6005 }), { maxLength: 5 }),
        (runs, most, boundaries) => {
          const buckets = bucketRuns(runs, most, boundaries);
          const covered = buckets.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
          expect(covered).toEqual(Array.from({ length: runs }, (_, i) => i));
          expect(buckets.length).toBeLessThanOrEqual(most + boundaries.length);
          for (const boundary of boundaries.filter((at) => at > 0 && at < runs))
            expect(buckets.some(({ from }) => from === boundary)).toBe(true);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});

it('takes the items of a bucket', () => {
  expect(inBucket(['a', 'b', 'c', 'd'], { from: 1, to: 2 })).toEqual(['b', 'c']);
});
