import { expect, it } from 'vitest';
import { seededRandom } from '../../lib/domain/random.ts';
import { ascendingBytes, goesOn } from '../../lib/drift/ascending-bytes.ts';

/** What the bytes say, read as their description says. */
function valuesOf(bytes: Uint8Array): number[] {
  let value = -1;
  return [...bytes].flatMap((byte) => {
    value += byte;
    return byte === goesOn ? [] : [value];
  });
}

it('says what was put in, from no numbers to all of them', () => {
  const random = seededRandom('ascending');
  for (const share of [0, 0.0001, 0.01, 0.5, 1]) {
    const values = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter(() => random() < share);
    expect(valuesOf(ascendingBytes(values))).toEqual([...values]);
  }
});

it('keeps gaps of 255 and multiples of it', () => {
  const values = Uint16Array.of(0, 254, 255, 509, 510, 765, 766, 65_535);
  expect(valuesOf(ascendingBytes(values))).toEqual([...values]);
  expect(ascendingBytes(Uint16Array.of(0, 3, 400))).toEqual(Uint8Array.of(1, 3, 255, 142));
});

it('takes a byte a number where they stand close', () => {
  const values = Uint16Array.from({ length: 7000 }, (_, i) => 9 * i);
  expect(ascendingBytes(values)).toHaveLength(7000);
});
