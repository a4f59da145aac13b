/** A byte that says that the gap goes on. */
const goesOn = 255;

/**
 * Ascending whole numbers as the gaps between them, mostly a byte each: half of what the numbers take, and less when compressed.
 *
 * @param values ascending and distinct.
 *
 * @example ascendingBytes(Uint16Array.of(0, 3, 400)) // gaps 1, 3, 397: [1, 3, 255, 142]
 */
export function ascendingBytes(values: Uint16Array): Uint8Array {
  let before = -1;
  let length = values.length;
  for (const value of values) {
    length += Math.floor((value - before) / goesOn);
    before = value;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  before = -1;
  for (const value of values) {
    let gap = value - before;
    for (; gap >= goesOn; gap -= goesOn) bytes[at++] = goesOn;
    bytes[at++] = gap;
    before = value;
  }
  return bytes;
}

/** The numbers that `ascendingBytes` made bytes of. */
export function ascendingValues(bytes: Uint8Array): Uint16Array {
  let count = 0;
  for (const byte of bytes) if (byte !== goesOn) count++;
  const values = new Uint16Array(count);
  let value = -1;
  let at = 0;
  for (const byte of bytes) {
    value += byte;
    if (byte !== goesOn) values[at++] = value;
  }
  return values;
}
