/** A byte that says that the gap goes on. */
export const goesOn = 255;

/**
 * Ascending whole numbers as the gaps between them, mostly a byte each: half of what the numbers take, and less when compressed.
 *
 * @param values ascending and distinct.
 *
 * @example ascendingBytes(Uint16Array.of(0, 3, 400)) // gaps 1, 3, 397: [1, 3, 255, 142]
 */
export function ascendingBytes(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(values.length + Math.ceil(0x10000 / goesOn));
  let at = 0;
  let before = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let gap = value - before;
    for (; gap >= goesOn; gap -= goesOn) bytes[at++] = goesOn;
    bytes[at++] = gap;
    before = value;
  }
  return bytes.slice(0, at);
}
