import { logUpperTail, upperTailQuantile } from './normal.ts';
import { type WindowGroup, WindowSums } from './window-sums.ts';

/** How the sums of a cell are spread over random windows. */
export interface CellScale {
  readonly mean: number;
  /** 0 where all sums are equal. */
  readonly deviation: number;
  /** Not positive where sums count as normal. */
  readonly skewness: number;
  /** Whether distances from the mean count on both sides. */
  readonly isTwoSided: boolean;
}

/**
 * Scales of all cells: those of scores are known without drawing while units may stand anywhere, the others are estimated
 * from random windows. Time O(windows x units^2).
 *
 * @param isFree whether any unit may stand at any place.
 */
export function sampledScales(sums: WindowSums, windows: number, draw: () => Int32Array, isFree: boolean): CellScale[] {
  const isSampled = (group: WindowGroup | undefined) => !isFree || group?.kind !== 'scores';
  const columns = new WindowSums(sums.groups.filter(isSampled)).sample(windows, draw).values();
  return sums.cells.map(({ group, window }) => {
    const of = sums.groups[group];
    const column = isSampled(of) ? (columns.next().value as Float64Array) : undefined;
    if (of?.kind !== 'scores') return { ...momentsOf(column as Float64Array), isTwoSided: false };
    const moments = column === undefined ? momentsOfScores(of.scores, window) : momentsOf(column);
    return { ...moments, skewness: 0, isTwoSided: of.twoSided };
  });
}

/**
 * How rare a distance from the mean is, in nats, if sums are shifted gamma variables with these three moments (through the
 * cube root of Wilson and Hilferty, 1931), or normal where the skewness is not positive.
 */
export function rarityOf({ deviation, skewness, isTwoSided }: CellScale, distance: number): number {
  const z = distance / deviation;
  const twice = isTwoSided ? Math.LN2 : 0;
  if (skewness <= 0) return -logUpperTail(z) - twice;
  const g = clampSkewness(skewness);
  const a = 4 / (g * g);
  const cube = Math.cbrt(Math.max(1e-6, 1 + (z * g) / 2));
  return -logUpperTail((cube - 1 + 1 / (9 * a)) * Math.sqrt(9 * a)) - twice;
}

/** The distance that is exactly so rare; -Infinity where every one is. */
export function quantileOf({ deviation, skewness, isTwoSided }: CellScale, rarity: number): number {
  const wanted = rarity + (isTwoSided ? Math.LN2 : 0);
  if (wanted <= 0) return Number.NEGATIVE_INFINITY;
  const normal = upperTailQuantile(-wanted);
  if (skewness <= 0) return deviation * normal;
  const g = clampSkewness(skewness);
  const a = 4 / (g * g);
  return (deviation * 2 * ((normal / Math.sqrt(9 * a) + 1 - 1 / (9 * a)) ** 3 - 1)) / g;
}

/** Outside .05 to 3 the approximation by a gamma variable breaks down. */
function clampSkewness(skewness: number): number {
  return Math.min(3, Math.max(0.05, skewness));
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
  readonly skewness: number;
}

/** Moments of the sum of w of n numbers, drawn without replacement. */
function momentsOfScores(scores: Float64Array, w: number): Moments {
  const n = scores.length;
  const { mean, deviation } = momentsOf(scores);
  const ofSum = w >= n ? 0 : deviation * Math.sqrt((w * (n - w)) / (n - 1));
  return { mean: w * mean, deviation: ofSum, skewness: 0 };
}

/**
 * Mean, standard deviation (0 where it is rounding) and skewness.
 *
 * @example momentsOf([1, 2, 3]) // { mean: 2, deviation: 0.8165, skewness: 0 }
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] as number;
  mean /= n;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < n; i++) {
    const centred = (values[i] as number) - mean;
    squares += centred * centred;
    cubes += centred * centred * centred;
  }
  const deviation = Math.sqrt(squares / n);
  if (!(deviation > 1e-12 * (1 + Math.abs(mean)))) return { mean, deviation: 0, skewness: 0 };
  return { mean, deviation, skewness: cubes / n / deviation ** 3 };
}
