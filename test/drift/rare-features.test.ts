import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { ascendingBytes } from '../../lib/drift/ascending-bytes.ts';
import { rareFeatures } from '../../lib/drift/rare-features.ts';

const rareAmong = (runs: readonly Uint16Array[], most = 65_536) =>
  rareFeatures(runs.map((features) => ({ gaps: ascendingBytes(features), most })));

it('counts what only one of a few runs has', () => {
  expect(rareAmong([Uint16Array.of(1, 2), Uint16Array.of(2, 3, 4), Uint16Array.of(), Uint16Array.of(65_535)])).toEqual([
    1, 2, 0, 1,
  ]);
});

it('counts what one in fifty of many runs has, so that more runs do not leave less to count', () => {
  const random = seededRandom('rare');
  const rare = (runs: number) => {
    const made = Array.from({ length: runs }, () =>
      // The k-th most frequent feature is in a run with probability 1 / k, as words are.
      Uint16Array.from({ length: 8000 }, (_, k) => k).filter((k) => random() < 1 / (k + 1)),
    );
    return rareAmong(made).reduce((sum, count) => sum + count, 0) / runs;
  };
  const [few, many] = [rare(50), rare(184)];
  expect(many).toBeGreaterThan(0.7 * few);
});

it('does not depend on the order of the runs', () => {
  const random = seededRandom('order');
  const runs = Array.from({ length: 120 }, () =>
    Uint16Array.from({ length: 300 }, (_, k) => k).filter(() => random() < 0.02),
  );
  expect(rareAmong(runs.toReversed()).reverse()).toEqual(rareAmong(runs));
});

it('counts what a slow and plain count counts', () => {
  const random = seededRandom('plain');
  for (const n of [2, 74, 130]) {
    const runs = Array.from({ length: n }, () =>
      Uint16Array.from({ length: 600 }, (_, k) => 101 * k).filter(() => random() < 0.015),
    );
    const most = Math.max(1, Math.round(n / 50));
    const having = (feature: number) => runs.filter((run) => run.includes(feature)).length;
    const plain = runs.map((run) => run.filter((feature) => having(feature) <= most).length);
    expect(rareAmong(runs)).toEqual(plain);
  }
});

it('does not call a feature rare because other runs had no room for it', () => {
  // The first run ran out of room at 4: whether it had 5 and 6 nobody knows.
  const full = Uint16Array.of(1, 2, 3, 4);
  expect(rareAmong([full, Uint16Array.of(1, 4, 5), Uint16Array.of(2, 6)], 4)).toEqual([1, 0, 0]);
  expect(rareAmong([full, Uint16Array.of(1, 4, 5), Uint16Array.of(2, 6)], 5)).toEqual([1, 1, 1]);
});
