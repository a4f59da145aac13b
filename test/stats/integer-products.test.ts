import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { innerProduct } from '../../lib/stats/inner-product.ts';
import { integerProducts as products } from '../../lib/stats/integer-products.ts';

const random = seededRandom('integer products');
const whole = (most: number) => Math.round((2 * random() - 1) * most);

it.each([
  ['few', 3, 8, 32_767],
  ['many', 40, 1024, 1400],
])('multiplies all pairs of rows exactly: %s', (_, count, size, most) => {
  const rows = Array.from({ length: count }, () => Float64Array.from({ length: size }, () => whole(most)));
  const found = products.ofAllPairs(rows);
  expect([...(found as Float64Array)]).toEqual(rows.flatMap((a) => rows.map((b) => innerProduct(a, b))));
});

it('adds up four sums of 32 bits to more than fits into one', () => {
  const row = new Float64Array(8).fill(30_000);
  expect(products.ofAllPairs([row])).toEqual(Float64Array.of(8 * 30_000 ** 2));
});

it.each([
  ['a number of more than 16 bits', [32_768]],
  ['a sum of more than 32 bits', [32_767, 32_767, 0, 0, 0, 0, 0, 0, 32_767, 32_767]],
])('refuses %s', (_, numbers) => {
  const row = new Float64Array(16);
  row.set(numbers);
  expect(products.ofAllPairs([row, new Float64Array(16)])).toBeUndefined();
});

it('has no products of no rows', () => {
  expect(products.ofAllPairs([])).toEqual(new Float64Array());
});

it('multiplies a row with others part by part, also at the ends of 8 bits', () => {
  const rows = Array.from({ length: 5 }, () => Int8Array.from({ length: 20 * 256 }, () => whole(127)));
  rows[1]?.fill(-128);
  const [row, ...others] = rows as [Int8Array, ...Int8Array[]];
  const found: [number, number, number][] = [];
  products.ofParts(row, others, 256, (...of) => found.push(of));
  const part = (of: Int8Array, at: number) => of.subarray(256 * at, 256 * (at + 1));
  expect(found).toEqual(
    others.flatMap((other, k) =>
      Array.from({ length: 20 }, (_, at) => [k, at, innerProduct(part(row, at), part(other, at))]),
    ),
  );
});
