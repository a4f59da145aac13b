import { describe, expect, it } from 'vitest';
import { firstLook, returnLevel, returnLevels } from '../../lib/drift/return-levels.ts';
import { binomialCoefficient } from '../../lib/stats/labellings.ts';

describe('the levels of all looks at one incident', () => {
  it.each([1, 2, 3, 4, 5, 8, 20, 60])(
    'add up to the stated chance of a wrong return, with %i changed runs',
    (changed) => {
      let sum = 0;
      for (let look = 1; look <= 3000; look++) {
        const { atOnce, later } = returnLevels(changed, look);
        sum += atOnce + later;
      }
      expect(sum).toBeLessThanOrEqual(returnLevel);
      expect(sum).toBeGreaterThan(changed < 2 ? 0.015 : 0.045);
    },
  );

  it('let runs that all came back pass at every look from the first', () => {
    expect([2, 3, 4, 5, 6].map(firstLook)).toEqual([66, 9, 5, 4, 3]);
    for (const changed of [2, 3, 4, 6])
      for (let look = firstLook(changed); look < 60; look++)
        expect(returnLevels(changed, look).atOnce).toBeGreaterThanOrEqual(
          1 / binomialCoefficient(changed + look, look),
        );
  });
});
