import { expect, it } from 'vitest';
import { addKernels } from '../../lib/stats/add-kernels.ts';
import { innerProduct } from '../../lib/stats/inner-product.ts';
import { meanAndDeviation } from '../../lib/stats/mean-and-deviation.ts';
import { logUpperTail, upperTailQuantile } from '../../lib/stats/normal.ts';

it('kernels are centred, and put on the scale of their pairs, before they are added', () => {
  const sum = addKernels(Float64Array.of(1, 0, 0, 1), Float64Array.of(0, 0, 0, 4), 2, 3);
  expect([...sum]).toEqual([4, -4, -4, 4]);
  // Of three units: rows sum to 0, and the root mean square of the pairs is 1.
  const kernel = Float64Array.of(5, 1, 2, 1, 4, 0, 2, 0, 9);
  const nothing = new Float64Array(9).fill(7);
  const alone = addKernels(kernel, nothing, 3, 2);
  for (let i = 0; i < 3; i++) expect(alone.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b)).toBeCloseTo(0, 12);
  const pairs = [alone[1], alone[2], alone[5]] as number[];
  expect(Math.hypot(...pairs) / Math.sqrt(3)).toBeCloseTo(1, 12);
  expect([...addKernels(nothing, kernel, 3, 2)]).toEqual([...alone].map((value) => 2 * value));
});

it('a product goes over the whole of both lists', () => {
  expect(innerProduct([1, 2, -3], [3, 4, 0.5])).toBe(9.5);
  expect(innerProduct([], [])).toBe(0);
});

it('a mean leaves out what is missing', () => {
  expect(meanAndDeviation([1, Number.NaN, 3])).toEqual({ mean: 2, deviation: 1 });
  expect(meanAndDeviation([Number.NaN])).toEqual({ mean: 0, deviation: 0 });
  expect(meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: 2 });
});

it('the normal tail and its quantile undo each other, on both sides of the middle', () => {
  for (const x of [-4, -2, -0.3, 0, 0.3, 1, 2.4, 2.6, 8, 30])
    expect(upperTailQuantile(logUpperTail(x)), `at ${x}`).toBeCloseTo(x, 8);
  expect(upperTailQuantile(Math.log(0.975))).toBeCloseTo(-1.959963984540054, 10);
  expect(upperTailQuantile(Number.NEGATIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});
