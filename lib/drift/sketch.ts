import { mixHashes } from './text-units.ts';

/**
 * Coordinates of a sketch. 256 keep the power of the exact kernel (measured against 1,024 and against the kernel itself)
 * at a quarter of a kilobyte a golden and run.
 */
export const sketchSize = 256;

/** Sketches are stored as whole numbers of 1/256, -127 to 127. */
export const sketchUnit = 1 / 256;

const prefixLengths = [1, 2, 4, 8, 16, 32, 64];
const positions = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 17, 20, 24, 28, 34, 40, 48];

// Shares of the four similarities in the whole; they sum to 1, so that equal answers have similarity 1.
const shares = { prefixes: 0.4, positions: 0.2, units: 0.2, pairs: 0.2 };
const prefixWeight = Math.sqrt(shares.prefixes / (prefixLengths.length + 1));
const positionWeight = Math.sqrt(shares.positions / positions.length);

/** The answers of one run to one golden, as far as similarity to other runs is concerned. */
export interface GoldenSketch {
  /** Mean embedding of the draws, `sketchSize` whole numbers in units of `sketchUnit`. */
  readonly mean: Int8Array;
  /** Mean similarity between distinct draws, about 0 to 1; NaN for a single draw. */
  readonly self: number;
}

/**
 * Embeds answers so that the inner product of two embeddings is their similarity, 1 for equal answers and about 0 for
 * answers with nothing in common, at several resolutions at once: the same beginning (of 1 to 64 units, and the whole),
 * the same unit at the same place, the same units, the same pairs of units. The features are hashed with signs into
 * `sketchSize` coordinates, which keeps inner products right on average and bounds memory whatever is said.
 *
 * @param draws at least one answer as `textUnits`.
 *
 * Time O(units). Source: Weinberger et al. (2009), "Feature hashing for large scale multitask learning"; Gretton et al.
 * (2012), "A kernel two-sample test", of which the mean embedding is the statistic.
 */
export function sketchDraws(draws: readonly Uint32Array[]): GoldenSketch {
  const sum = new Float64Array(sketchSize);
  let sumOfSquares = 0;
  for (const units of draws) {
    const embedding = embed(units);
    for (let i = 0; i < sketchSize; i++) {
      const x = embedding[i] as number;
      sum[i] = (sum[i] as number) + x;
      sumOfSquares += x * x;
    }
  }
  const n = draws.length;
  let squareOfSum = 0;
  for (const x of sum) squareOfSum += x * x;
  return {
    mean: Int8Array.from(sum, (x) => Math.max(-127, Math.min(127, Math.round(x / n / sketchUnit)))),
    self: n > 1 ? Math.fround((squareOfSum - sumOfSquares) / (n * (n - 1))) : Number.NaN,
  };
}

/** Adds sketches to sums of sketches, place by place. */
export function addSketches(sums: Int32Array, sketches: Int8Array): void {
  for (let i = 0; i < sketches.length; i++) sums[i] = (sums[i] as number) + (sketches[i] as number);
}

/** Inner product of the sketch that begins at `at` with the sketch, or the sum of sketches, in the same place. */
export function similarity(sketches: Int8Array, others: Int32Array | Int8Array, at: number): number {
  let dot = 0;
  const end = at + sketchSize;
  // Whole numbers that fit in 32 bits, said so that the compiler need not look: the innermost loop of judging.
  for (let i = at; i < end; i++) dot = (dot + Math.imul(sketches[i] as number, others[i] as number)) | 0;
  return dot * sketchUnit * sketchUnit; // the sum is an exact whole number, so the order of runs cannot matter
}

function embed(units: Uint32Array): Float64Array {
  const embedding = new Float64Array(sketchSize);
  const add = (hash: number, weight: number) => {
    const at = hash & (sketchSize - 1);
    embedding[at] = (embedding[at] as number) + (hash >>> 31 === 0 ? weight : -weight);
  };
  let prefix = 0;
  let next = 0;
  for (let i = 0; i < units.length; i++) {
    prefix = mixHashes(prefix, units[i] as number);
    if (i + 1 === prefixLengths[next]) add(mixHashes(prefix, 1 + next++), prefixWeight);
  }
  // A short answer has no prefix of 64 units; its whole stands in, so that equal answers stay equal at every length.
  for (; next < prefixLengths.length; next++) add(mixHashes(prefix, 1 + next), prefixWeight);
  add(mixHashes(prefix, 100), prefixWeight);
  positions.forEach((position, i) => {
    add(mixHashes(units[position] ?? 0, 200 + i), positionWeight);
  });
  addCounts(countOf(units), Math.sqrt(shares.units), 300, add);
  addCounts(countOf(unitPairs(units)), Math.sqrt(shares.pairs), 400, add);
  return embedding;
}

/** Hashes of neighbouring units, the ends included. */
export function unitPairs(units: Uint32Array): Uint32Array {
  const pairs = new Uint32Array(units.length + 1);
  for (let i = 0; i <= units.length; i++) pairs[i] = mixHashes(units[i - 1] ?? 1, units[i] ?? 2);
  return pairs;
}

function countOf(items: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  if (counts.size === 0) counts.set(0, 1); // an empty answer is like other empty answers
  return counts;
}

/** Counts scaled to length 1, so that long answers weigh no more than short ones. */
function addCounts(
  counts: ReadonlyMap<number, number>,
  weight: number,
  salt: number,
  add: (hash: number, weight: number) => void,
): void {
  let squares = 0;
  for (const count of counts.values()) squares += count * count;
  const scale = weight / Math.sqrt(squares);
  for (const [item, count] of counts) add(mixHashes(item, salt), count * scale);
}
