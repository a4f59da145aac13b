import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { sortTogether } from '../../lib/stats/sort-together.ts';

it('sorts numbers of all sizes as comparing does, equal ones in their order, and leaves what it was given', () => {
  const random = seededRandom('sort together');
  const values = Int32Array.from({ length: 3000 }, () => Math.round((random() - 0.5) * 2 ** (1 + 31 * random())));
  values.set([2 ** 31 - 1, -(2 ** 31), 0, -1, 1]);
  const places = values.map((_, i) => i);
  const given = values.slice();
  const sorted = sortTogether(values, places);
  const expected = [...places].sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  expect([...sorted.places]).toEqual(expected);
  expect([...sorted.values]).toEqual(expected.map((place) => values[place]));
  expect(values).toEqual(given);
});

it('sorts nothing', () => {
  expect(sortTogether(new Int32Array(), new Int32Array()).values).toHaveLength(0);
});
