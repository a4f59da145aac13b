const digit = 11;
const digits = 2 ** digit;
/** Flips the sign, so that negative numbers come first. */
const sign = 0x80000000;

interface Sorted {
  readonly values: Int32Array;
  readonly places: Int32Array;
}

/**
 * Sorts whole numbers, and with each of them its place: digit by digit, several times as fast as comparing. Equal ones stay in
 * their order.
 *
 * Time O(values).
 *
 * @example sortTogether(Int32Array.of(5, -1), Int32Array.of(7, 8)) // { values: [-1, 5], places: [8, 7] }
 */
export function sortTogether(values: Int32Array, places: Int32Array): Sorted {
  let from: Sorted = { values, places };
  let to = room(values.length);
  for (let shift = 0; shift < 32; shift += digit) {
    const next = new Int32Array(digits + 1);
    for (let at = 0; at < values.length; at++) {
      const bucket = 1 + digitOf(from.values[at] as number, shift);
      next[bucket] = (next[bucket] as number) + 1;
    }
    for (let bucket = 1; bucket < digits; bucket++)
      next[bucket] = (next[bucket] as number) + (next[bucket - 1] as number);
    for (let at = 0; at < values.length; at++) {
      const value = from.values[at] as number;
      const bucket = digitOf(value, shift);
      const place = next[bucket] as number;
      to.values[place] = value;
      to.places[place] = from.places[at] as number;
      next[bucket] = place + 1;
    }
    // What was given is only read.
    [from, to] = [to, shift === 0 ? room(values.length) : from];
  }
  return from;
}

function room(size: number): Sorted {
  return { values: new Int32Array(size), places: new Int32Array(size) };
}

function digitOf(value: number, shift: number): number {
  return ((value ^ sign) >>> shift) & (digits - 1);
}
