import { meanAndDeviation } from '../../stats/mean-and-deviation.ts';

/** Place of a pair in a lower triangle without its diagonal, i > j. */
export function pairIndex(i: number, j: number): number {
  return (i * (i - 1)) / 2 + j;
}

/** `alike` of each pair i > j, at `pairIndex(i, j)`; NaN where either item is missing. */
export function pairUp<T>(items: readonly (T | undefined)[], alike: (a: T, b: T) => number): Float64Array {
  const matrix = new Float64Array((items.length * (items.length - 1)) / 2);
  let at = 0;
  for (let i = 1; i < items.length; i++) {
    const a = items[i];
    for (let j = 0; j < i; j++, at++) {
      const b = items[j];
      matrix[at] = a === undefined || b === undefined ? Number.NaN : alike(a, b);
    }
  }
  return matrix;
}

/** Mean 0 and standard deviation 1 over the values that are there; 0 for those that are not, and where all are equal. */
export function standardise(values: Float64Array): Float64Array {
  const { mean, deviation } = moments(values);
  return values.map((value) => (Number.isNaN(value) || deviation === 0 ? 0 : (value - mean) / deviation));
}

function moments(values: Float64Array): ReturnType<typeof meanAndDeviation> {
  const { mean, deviation } = meanAndDeviation(values);
  // Under this, it is rounding in sums of equal numbers.
  return { mean, deviation: deviation > 1e-6 * (1e-6 + Math.abs(mean)) ? deviation : 0 };
}

/** Mean over the other units of how alike they are; NaN where there is none. */
export function rowMeans(matrix: Float64Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  let at = 0;
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++, at++) {
      const value = matrix[at] as number;
      if (Number.isNaN(value)) continue;
      sums[i] = (sums[i] as number) + value;
      sums[j] = (sums[j] as number) + value;
      counts[i] = (counts[i] as number) + 1;
      counts[j] = (counts[j] as number) + 1;
    }
  return sums.map((sum, i) => sum / (counts[i] as number));
}

/**
 * A similarity less what each of the two units has with everybody, with standard deviation 1. The discrepancy between
 * two groups is not changed by the first; the second makes goldens comparable.
 */
export function centre(matrix: Float64Array, count: number): Float64Array {
  const rows = rowMeans(matrix, count);
  const { mean } = moments(rows);
  let at = 0;
  const shifted = matrix.slice();
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++, at++)
      shifted[at] = (shifted[at] as number) - (rows[i] as number) - (rows[j] as number) + mean;
  const { deviation } = moments(shifted);
  const real = deviation > 1e-9 * (1 + Math.abs(mean)) ? deviation : 0;
  return shifted.map((value) => (Number.isNaN(value) || real === 0 ? 0 : value / real));
}

/** Products of each pair of values. */
export function multiplyPairs(values: Float64Array): Float64Array {
  const matrix = new Float64Array((values.length * (values.length - 1)) / 2);
  let at = 0;
  for (let i = 1; i < values.length; i++)
    for (let j = 0; j < i; j++, at++) matrix[at] = (values[i] as number) * (values[j] as number);
  return matrix;
}
