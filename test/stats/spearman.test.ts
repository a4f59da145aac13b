import { expect, it } from 'vitest';
import { rankAutocorrelation, spearman } from '../../lib/stats/spearman.ts';

it('a series that never changes is correlated with nothing, on either side', () => {
  const [constant, rising] = [
    [2, 2, 2, 2],
    [1, 2, 3, 4],
  ];
  for (const [x, y] of [
    [constant, rising],
    [rising, constant],
    [constant, constant],
  ] as const)
    expect(spearman(x, y)).toEqual({ correlation: 0, pValue: 1 });
});

it('of series that do not fit, says which and why', () => {
  expect(() => spearman([1, 2, 3], [1, 2, 3, 4])).toThrow('y has 4 values, expected 3 as x has');
  expect(() => spearman([1, 2], [1, 2, 3])).toThrow(/^x\b/);
  expect(() => spearman([1, 2, 3], [1, Number.NaN, 3])).toThrow(/^y\[1\]/);
});

it('of a series with itself compares each value with the one so many places before it', () => {
  expect(rankAutocorrelation([1, 2, 3, 4, 5, 6])).toEqual({ correlation: 1, pValue: 0 });
  expect(rankAutocorrelation([1, 9, 2, 8, 3, 7]).correlation).toBeCloseTo(-1, 12);
  expect(rankAutocorrelation([1, 9, 2, 8, 3, 7], 2)).toEqual(spearman([2, 8, 3, 7], [1, 9, 2, 8]));
});
