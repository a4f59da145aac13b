/**
 * A text as Unicode code points, so that an emoji is one position.
 *
 * @example codePoints('a🙂') // [97, 128578]
 */
export function codePoints(text: string): Int32Array {
  const points = new Int32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number;
    if (point > 0xffff) i++;
    points[length++] = point;
  }
  return points.subarray(0, length);
}

/**
 * Positions at which each pair of texts holds the same, when all are padded to `length`: padding equals padding, so equal
 * texts agree at all `length` positions. Whole numbers, so that sums of them tie exactly.
 *
 * @param texts code points, none longer than `length`.
 * @returns row by row, symmetric; 0 on the diagonal, since no draw is compared with itself.
 *
 * Cost: O(k² length) for k texts.
 *
 * @example hammingKernel([codePoints('ab'), codePoints('ac')], 2) // [0, 1, 1, 0]
 */
export function hammingKernel(texts: readonly Int32Array[], length: number): Float64Array {
  const k = texts.length;
  const kernel = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    const a = texts[i] as Int32Array;
    for (let j = 0; j < i; j++) {
      const b = texts[j] as Int32Array;
      const shared = Math.min(a.length, b.length);
      let equal = length - Math.max(a.length, b.length);
      for (let p = 0; p < shared; p++) if (a[p] === b[p]) equal++;
      kernel[i * k + j] = equal;
      kernel[j * k + i] = equal;
    }
  }
  return kernel;
}
