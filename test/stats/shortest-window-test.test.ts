import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { conditionKernel } from '../../lib/stats/conditioned-kernel.ts';
import { normalScores } from '../../lib/stats/normal-scores.ts';
import { sharedWindowTest } from '../../lib/stats/shared-window-test.ts';
import { shortestWindowTest } from '../../lib/stats/shortest-window-test.ts';
import { WindowSets } from '../../lib/stats/window-sets.ts';
import { type WindowGroup, WindowSums } from '../../lib/stats/window-sums.ts';

/** A kernel and scores of units, the newest `changed` of which lie far away from the others. */
function groupsOf(units: number, changed: number, seed: string): readonly WindowGroup[] {
  const random = seededRandom(seed);
  const at = Array.from({ length: units }, (_, i) => [random(), random(), random() + (i >= units - changed ? 4 : 0)]);
  const means = [0, 1, 2].map((c) => at.reduce((sum, row) => sum + (row[c] as number), 0) / units);
  const kernel = new Float64Array(units * units);
  for (let i = 0; i < units; i++)
    for (let j = 0; j < units; j++)
      for (let c = 0; c < 3; c++)
        kernel[i * units + j] =
          (kernel[i * units + j] as number) +
          ((at[i]?.[c] as number) - (means[c] as number)) * ((at[j]?.[c] as number) - (means[c] as number));
  const windows = [1, 2, 3, 4];
  return [
    { kind: 'kernel', name: 'K', prior: 20, ...conditionKernel(kernel, units), windows },
    {
      kind: 'scores',
      name: 'y',
      prior: 1,
      scores: normalScores(at.map((row) => row[0] as number)),
      twoSided: true,
      windows,
    },
  ];
}

const newestOf = (units: number, size = 8) => Int32Array.from({ length: size }, (_, k) => units - 1 - k);

describe('the sets of units that can stand in a window', () => {
  it('are as many as there are ways to choose them, in each category', () => {
    expect(new WindowSets(newestOf(52, 2), 52).count).toBe(1326);
    expect(new WindowSets(newestOf(184, 4), 184).count).toBe((184 * 183 * 182 * 181) / 24);
    // Of ten units, four belong to category 1; the newest three are of 1, 0 and 1.
    const categories = Int32Array.of(0, 1, 0, 0, 0, 0, 1, 1, 0, 1);
    expect(new WindowSets(newestOf(10, 3), 10, categories).count).toBe(6 * 6);
  });

  it('reach bars as often as all ordered windows do', () => {
    const units = 9;
    const categories = Int32Array.of(0, 1, 0, 1, 0, 0, 1, 0, 1);
    for (const some of [undefined, categories]) {
      const newest = newestOf(units, 3);
      const groups = groupsOf(units, 2, 'bars').map((group) => ({ ...group, windows: [3] }) as WindowGroup);
      const bars = { upper: Float64Array.of(2, 1.5), lower: Float64Array.of(Number.NEGATIVE_INFINITY, -1.5) };
      const sums = new WindowSums(groups);
      let [reaching, all] = [0, 0];
      for (let a = 0; a < units; a++)
        for (let b = 0; b < units; b++)
          for (let c = 0; c < units; c++) {
            if (a === b || b === c || a === c) continue;
            if (some && [a, b, c].some((unit, place) => some[unit] !== some[newest[place] as number])) continue;
            all++;
            if (sums.reaches(Int32Array.of(a, b, c), bars)) reaching++;
          }
      const sets = new WindowSets(newest, units, some);
      const orders = all / sets.count;
      expect(sets.reaching(groups, bars)).toBe(reaching / orders);
      expect(reaching).toBeGreaterThan(0);
      expect(reaching).toBeLessThan(all);
    }
  });
});

describe('the test of the shortest window', () => {
  const run = (units: number, changed: number, level: number, seed = 'x') =>
    shortestWindowTest({
      groups: groupsOf(units, changed, seed),
      newest: newestOf(units),
      level,
      random: seededRandom(seed),
      calibration: 200,
    });

  it('finds two changed units at one over the number of pairs, whatever the luck of draws', () => {
    for (let i = 0; i < 10; i++)
      expect(run(52, 2, 1 / 1326, `pair ${i}`)).toMatchObject({ isAlarm: true, window: 2, pValue: 1 / 1326 });
    expect(run(52, 2, 1 / 1327)?.window).toBe(3);
  });

  it('looks at as many units as could be rare enough', () => {
    expect(run(52, 1, 1 / 52)?.window).toBe(1);
    expect(run(52, 3, 1 / 20_000)).toMatchObject({ isAlarm: true, window: 3, pValue: 1 / 22_100 });
    expect(run(9, 2, 1e-9)).toBeUndefined();
  });

  it('alarms as often as its level says, of units in any order', () => {
    const level = 0.05;
    const tests = 2000;
    let alarms = 0;
    for (let i = 0; i < tests; i++) if (run(12, 0, level, `null ${i}`)?.isAlarm) alarms++;
    const sd = Math.sqrt(tests * level * (1 - level));
    // Floors to 3 of 66 pairs; four standard deviations, fails by chance under 1 in 10,000.
    expect(alarms).toBeLessThan(tests * level + 4 * sd);
    expect(alarms).toBeGreaterThan(tests * (3 / 66) - 4 * sd);
  });
});

describe('the window test that shares its level', () => {
  it('alarms no more often than its level says, and its p-value is no smaller than it ought to be', () => {
    const tests = 2000;
    const below = [0, 0, 0];
    let alarms = 0;
    for (let i = 0; i < tests; i++) {
      const units = 24;
      const input = { groups: groupsOf(units, 0, `shared ${i}`), newest: newestOf(units) };
      const test = sharedWindowTest(input, { level: 0.05, giveUpAt: 3, random: seededRandom(`${i}`), calibration: 50 });
      if (test.isAlarm) alarms++;
      [0.05, 0.2, 0.5].forEach((u, k) => {
        if (test.pValue <= u) below[k] = (below[k] as number) + 1;
      });
    }
    // Four standard deviations: each fails by chance under 1 in 10,000.
    const most = (u: number) => tests * u + 4 * Math.sqrt(tests * u * (1 - u));
    expect(alarms).toBeLessThan(most(0.05));
    expect(alarms).toBeGreaterThan(tests * 0.02);
    [0.05, 0.2, 0.5].forEach((u, k) => {
      expect(below[k]).toBeLessThan(most(u));
    });
  });
});
