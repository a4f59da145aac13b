import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { isTrailingShift, trailingShift } from '../../lib/stats/trailing-shift.ts';

const random = seededRandom('shift');

describe('a shift of the newest values', () => {
  it('is as rare as its rank among all sets: one of C(7, 3) = 35, or two where two are as large', () => {
    const perfect = [1, 2, 3, 4, 7, 6, 5];
    expect(isTrailingShift(perfect, 3, { level: 1 / 35, random })).toBe(true);
    expect(isTrailingShift(perfect, 3, { level: 1 / 36, random })).toBe(false);
    const second = [1, 2, 3, 5, 7, 6, 4];
    expect(isTrailingShift(second, 3, { level: 1 / 35, random })).toBe(false);
    expect(isTrailingShift(second, 3, { level: 2 / 35, random })).toBe(true);
    expect(isTrailingShift([5, 6, 7, 1, 2, 3, 4], 3, { level: 0.5, random }), 'smaller ones are none').toBe(false);
  });

  it('is said as often as the level allows where values are exchangeable, for one window and for all together', () => {
    let [one, any] = [0, 0];
    const [looks, level] = [2000, 0.1];
    for (let look = 0; look < looks; look++) {
      const values = Array.from({ length: 24 }, () => random());
      if (isTrailingShift(values, 6, { level, random })) one++;
      if (trailingShift(values, 3, { level, random }) !== undefined) any++;
    }
    // 4 standard errors of a proportion of 2,000 around a tenth are .027; each bound fails by chance under 1 in 10,000.
    for (const found of [one, any]) {
      expect(found / looks).toBeLessThan(level + 0.027);
      expect(found / looks).toBeGreaterThan(level - 0.027);
    }
  });

  it('is dated by the window that stands out most', () => {
    const values = [
      ...Array.from({ length: 20 }, (_, i) => i % 3),
      ...Array.from({ length: 7 }, (_, i) => 9 + (i % 3)),
    ];
    expect(trailingShift(values, 3, { level: 0.001, random })).toBe(7);
    expect(trailingShift([1, 1, 1, 1], 3, { level: 0.5, random }), 'nothing varies').toBeUndefined();
  });

  it('refuses a window that is none', () => {
    expect(() => isTrailingShift([1, 2], 2, { level: 0.1, random })).toThrow(RangeError);
  });
});
