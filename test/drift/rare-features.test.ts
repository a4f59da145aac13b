import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { rareFeatures } from '../../lib/drift/rare-features.ts';

it('counts what only one of a few runs has', () => {
  expect(
    rareFeatures([Uint16Array.of(1, 2), Uint16Array.of(2, 3, 4), Uint16Array.of(), Uint16Array.of(65_535)]),
  ).toEqual([1, 2, 0, 1]);
});

it('counts what one in fifty of many runs has, so that more runs do not leave less to count', () => {
  const random = seededRandom('rare');
  const rare = (runs: number) => {
    const made = Array.from({ length: runs }, () =>
      // The k-th most frequent feature is in a run with probability 1 / k, as words are.
      Uint16Array.from({ length: 8000 }, (_, k) => k).filter((k) => random() < 1 / (k + 1)),
    );
    return rareFeatures(made).reduce((sum, count) => sum + count, 0) / runs;
  };
  const [few, many] = [rare(50), rare(184)];
  expect(many).toBeGreaterThan(0.7 * few);
});

it('does not depend on the order of the runs', () => {
  const random = seededRandom('order');
  const runs = Array.from({ length: 120 }, () =>
    Uint16Array.from({ length: 300 }, (_, k) => k).filter(() => random() < 0.02),
  );
  expect(rareFeatures(runs.toReversed()).reverse()).toEqual(rareFeatures(runs));
});
