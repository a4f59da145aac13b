import { expect, it } from 'vitest';
import { kruskalWallis } from '../../lib/stats/kruskal-wallis.ts';
import { mean } from '../../lib/stats/mean.ts';

it('groups of one value only differ in nothing', () => {
  expect(
    kruskalWallis([
      [3, 3],
      [3, 3, 3],
    ]),
  ).toEqual({ statistic: 0, pValue: 1 });
});

it('groups that cannot be compared are named', () => {
  expect(() => kruskalWallis([[1, 2]])).toThrow('groups has 1 entries, expected at least 2');
  expect(() => kruskalWallis([[1, 2], []])).toThrow(/^groups\[1\]/);
});

it('a mean is that of all values, and of none 0', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBe(0);
});
