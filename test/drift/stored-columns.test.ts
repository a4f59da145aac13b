import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { joinProducts, splitProducts } from '../../lib/drift/stored-products.ts';
import { codeRows, decodeRows } from '../../lib/drift/unit-dictionary.ts';

it('gives back the units of all rows, from one word to more than two bytes can tell apart', () => {
  const random = seededRandom('dictionary');
  for (const vocabulary of [1, 9000, 65_536]) {
    const rows = Array.from({ length: 20 }, () =>
      Uint16Array.from({ length: 1500 }, () => Math.floor(vocabulary * random())),
    );
    const coded = codeRows(rows);
    expect(decodeRows(coded, 30_000)).toEqual(Uint16Array.from(rows.flatMap((row) => [...row])));
  }
  expect(decodeRows(codeRows([]), 0)).toEqual(new Uint16Array());
});

it('takes a byte for a frequent unit', () => {
  const rows = [Uint16Array.from({ length: 5000 }, (_, i) => 40_000 + (i % 200))];
  expect(codeRows(rows).places).toHaveLength(5000);
});

it('gives back all products, the furthest from their mean included', () => {
  const random = seededRandom('products');
  const products = Int16Array.from({ length: 3 * 400 }, () => Math.round(65_535 * random() - 32_768));
  products.set([32_767, -32_768, 0], 3);
  expect(joinProducts(splitProducts(products, 3))).toEqual(products);
  const high = new Int16Array(3 * 400).fill(32_767);
  high[5] = -32_768;
  expect(joinProducts(splitProducts(high, 3))).toEqual(high);
});
