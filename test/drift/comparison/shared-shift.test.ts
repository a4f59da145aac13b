import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/domain/random.ts';
import { exchangeableUnits } from '../../../lib/drift/comparison/exchangeable-units.ts';
import {
  addSharedFeatures,
  layOutShared,
  sharedKinds,
  sharedWidth,
} from '../../../lib/drift/comparison/shared-features.ts';
import { SharedShift } from '../../../lib/drift/comparison/shared-shift.ts';
import { draw, simulateRuns } from '../simulated.ts';
import { rot13, supportAnswer } from '../simulated-answers.ts';

const random = seededRandom('shift');
const goldens = Array.from({ length: 5 }, (_, i) => `golden-${i}`);
const strataOf = (before: number, after: number) => {
  const runs = (repetitions: number, change: (text: string) => string) =>
    simulateRuns(1, { goldens: 5, repetitions }, (golden) => change(supportAnswer(golden, random)));
  return exchangeableUnits(runs(before, String), runs(after, rot13), goldens, 100).strata;
};
const first = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

describe('SharedShift', () => {
  it('is the same to the last digit when all labels change places', () => {
    const shift = new SharedShift(strataOf(1, 1), 99);
    const observed = shift.of(goldens.map(() => Int32Array.of(0))).slice();
    const swapped = shift.of(goldens.map(() => Int32Array.of(1)));
    swapped.forEach((value, i) => {
      expect(value).toBeCloseTo(observed[i] as number, 12);
    });
    expect(observed).toHaveLength(2 * sharedKinds.length);
  });

  it.each([
    [1, 1],
    [2, 3],
    [4, 2],
  ])('adds up, over goldens, the scaled difference of means (%i draws against %i)', (before, after) => {
    const strata = strataOf(before, after);
    const shift = new SharedShift(strata, 99);
    const layout = layOutShared(Math.min(before, after) > 2 ? 64 : 128);
    const meanOf = (draws: readonly Float64Array[], c: number) =>
      draws.reduce((sum, features) => sum + (features[c] as number), 0) / draws.length;
    shift.observed().forEach((observed, s) => {
      const { draws = [], chosen, chosenSide } = strata[s] as (typeof strata)[number];
      const features = draws.map((one) => {
        const into = new Float64Array(sharedWidth(layout));
        addSharedFeatures(one, layout, into);
        return into;
      });
      const [own, others] = [features.slice(0, chosen), features.slice(chosen)];
      const sign = chosenSide === 'after' ? 1 : -1;
      observed.forEach((value, c) => {
        const difference = sign * (meanOf(own, c) - meanOf(others, c));
        // The scale is that of the column, whatever the golden: compare signs and zeros here.
        if (Math.abs(difference) < 1e-9) expect(Math.abs(value)).toBeLessThan(1e-6);
        else expect(Math.sign(value)).toBe(Math.sign(difference));
      });
    });
  });

  it('has columns of variance 1 when labels change places at random', () => {
    const strata = strataOf(1, 1);
    const shift = new SharedShift(strata, 31);
    const sums = new Float64Array(sharedKinds.length);
    for (let labels = 0; labels < 32; labels++) {
      const values = shift.of(goldens.map((_, g) => Int32Array.of((labels >> g) & 1)));
      for (let k = 0; k < sums.length; k++) sums[k] = (sums[k] as number) + (values[k] as number) / 32;
    }
    // The mean of a sum of squares is its number of columns that vary.
    const varying = shift
      .observed()
      .reduce((seen, golden) => seen.map((is, c) => is || golden[c] !== 0), new Array(240).fill(false));
    const layout = layOutShared(128);
    let at = 0;
    sharedKinds.forEach((kind, k) => {
      expect(sums[k]).toBeCloseTo(varying.slice(at, at + layout[kind]).filter(Boolean).length, 6);
      at += layout[kind];
    });
  });

  it('is larger for a change than for any other labelling, in each kind of features', () => {
    const shift = new SharedShift(strataOf(1, 1), 99);
    const observed = shift.of(goldens.map(() => first(1))).slice();
    for (let labels = 1; labels < 31; labels++) {
      const other = shift.of(goldens.map((_, g) => Int32Array.of((labels >> g) & 1)));
      for (const kind of ['words', 'characters'] as const)
        expect(other[sharedKinds.indexOf(kind)]).toBeLessThan(observed[sharedKinds.indexOf(kind)] as number);
    }
  });
});

describe('addSharedFeatures', () => {
  const layout = layOutShared(128);
  it.each([
    ['nothing', ''],
    ['one character', 'x'],
    ['half a character', '\ud83d'],
    ['a megabyte', 'long '.repeat(200_000)],
    ['other scripts', '退货政策：三十天。Возврат за 30 дней.'],
  ])('takes %s, with finite numbers', (_, text) => {
    const into = new Float64Array(sharedWidth(layout));
    addSharedFeatures(draw(text), layout, into);
    expect(into.every(Number.isFinite)).toBe(true);
    expect(into.some((value) => value !== 0)).toBe(true);
  });
});
