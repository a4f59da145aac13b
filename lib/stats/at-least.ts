/**
 * Whether one statistic is at least another, up to rounding: two labellings that tie in exact arithmetic must tie here,
 * or p-values come out too small.
 *
 * @example atLeast(0.3, 0.1 + 0.2) // true, although 0.1 + 0.2 is a little more
 */
export function atLeast(permuted: number, observed: number, scale = Math.abs(observed)): boolean {
  return permuted >= observed - 1e-9 * scale;
}
