import { requireBetween, requireSample } from './require-sample.ts';

/**
 * Kolmogorov-Smirnov test of the null "independent and uniform on 0 to 1", two-sided.
 *
 * The p-value is exact (to about 1e-10) up to 1,000 values; beyond that it is the limit law with its first correction,
 * which is off by less than 1e-4.
 *
 * @param values at least 1, each from 0 to 1.
 * @throws {RangeError} for none, or a value outside that range.
 *
 * Source: Marsaglia, Tsang and Wang (2003) for the body; Birnbaum and Tingey (1951) for the far tail, where both
 * one-sided distances cannot be large at once.
 *
 * @example kolmogorovSmirnovUniform([0.1, 0.2, 0.3]) // { statistic: 0.7, pValue: 0.0540 }
 */
export function kolmogorovSmirnovUniform(values: ArrayLike<number>): {
  readonly statistic: number;
  readonly pValue: number;
} {
  requireSample('values', values, 1);
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i] as number;
    requireBetween('value', value, 0, 1);
    statistic = Math.max(statistic, (i + 1) / n - value, value - i / n);
  }
  return { statistic, pValue: upperTail(statistic, n) };
}

function upperTail(d: number, n: number): number {
  if (n > 1000) return limitTail(d, n);
  const twoSided = 2 * oneSidedTail(d, n);
  // Both distances at least d at once has a probability near the cube of this one: nothing, down here.
  return twoSided < 1e-3 ? twoSided : Math.min(1, Math.max(0, 1 - bodyProbability(d, n)));
}

/** P(D+ >= d), exactly. */
function oneSidedTail(d: number, n: number): number {
  if (d >= 1) return 0;
  if (d <= 0) return 1;
  let sum = 0;
  let logChoose = 0; // ln C(n, j)
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    if (j > 0) logChoose += Math.log((n - j + 1) / j);
    const up = 1 - d - j / n;
    if (up <= 0 && n - j > 0) continue;
    sum += Math.exp(logChoose + (n - j) * Math.log(up) + (j - 1) * Math.log(d + j / n));
  }
  return Math.min(1, d * sum);
}

/** P(D < d): the entry of a matrix power; the matrix has side 2 ⌈nd⌉ - 1. */
function bodyProbability(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const side = 2 * k - 1;
  const h = k - n * d;
  const matrix = new Float64Array(side * side);
  for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) matrix[i * side + j] = i - j + 1 >= 0 ? 1 : 0;
  const subtract = (row: number, column: number, value: number) => {
    matrix[row * side + column] = (matrix[row * side + column] as number) - value;
  };
  for (let i = 0; i < side; i++) {
    subtract(i, 0, h ** (i + 1));
    subtract(side - 1, i, h ** (side - i));
  }
  if (2 * h - 1 > 0) subtract(side - 1, 0, -((2 * h - 1) ** side));
  for (let i = 0; i < side; i++)
    for (let j = 0; j <= Math.min(i + 1, side - 1); j++)
      for (let g = 1; g <= i - j + 1; g++) matrix[i * side + j] = (matrix[i * side + j] as number) / g;

  const { entries, exponent } = matrixPower(matrix, side, n);
  let probability = entries[(k - 1) * side + k - 1] as number;
  let scale = exponent;
  for (let i = 1; i <= n; i++) {
    probability *= i / n;
    if (probability < 1e-140) {
      probability *= 1e140;
      scale -= 140;
    }
  }
  return probability * 10 ** scale;
}

/** Power by squaring; `exponent` is a factor of ten that is kept apart, so that nothing overflows. */
function matrixPower(matrix: Float64Array, side: number, power: number): { entries: Float64Array; exponent: number } {
  if (power === 1) return { entries: matrix, exponent: 0 };
  const half = matrixPower(matrix, side, Math.floor(power / 2));
  let entries = multiply(half.entries, half.entries, side);
  let exponent = 2 * half.exponent;
  if (power % 2 === 1) entries = multiply(matrix, entries, side);
  if ((entries[((side / 2) | 0) * side + ((side / 2) | 0)] as number) > 1e140) {
    for (let i = 0; i < entries.length; i++) entries[i] = (entries[i] as number) * 1e-140;
    exponent += 140;
  }
  return { entries, exponent };
}

function multiply(a: Float64Array, b: Float64Array, side: number): Float64Array {
  const product = new Float64Array(side * side);
  for (let i = 0; i < side; i++)
    for (let k = 0; k < side; k++) {
      const factor = a[i * side + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < side; j++)
        product[i * side + j] = (product[i * side + j] as number) + factor * (b[k * side + j] as number);
    }
  return product;
}

/** Kolmogorov's limit law at a corrected argument (Vrbik 2018). */
function limitTail(d: number, n: number): number {
  const root = d * Math.sqrt(n);
  const x = root + 1 / (6 * Math.sqrt(n)) + (root - 1) / (4 * n);
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
