import { atLeast } from '../../../lib/stats/at-least.ts';
import { Labellings } from '../../../lib/stats/labellings.ts';
import { blockUnits, drawUnits, type Gram, type MmdDraw, stratumKernels } from './kernel-units.ts';

export type { MmdDraw };

export interface TwoSampleMmdOptions {
  /** Random relabellings, at least 1; where there are no more than that, all of them are used. */
  readonly permutations: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /**
   * What is relabelled: `draws` inside their stratum, which assumes that every draw is independent, or whole `blocks`,
   * which assumes no more than that blocks are exchangeable.
   */
  readonly exchange?: 'draws' | 'blocks';
}

export interface TwoSampleMmdResult {
  /** Unbiased squared maximum mean discrepancy; 0 on average for equal distributions and equal numbers of draws. */
  readonly statistic: number;
  /** Above 0, at most 1. */
  readonly pValue: number;
  /** Whether every relabelling was used. */
  readonly exact: boolean;
}

/**
 * Two-sample test of texts by the maximum mean discrepancy under the Hamming kernel: the share of positions at which two
 * texts, as Unicode code points padded to the length of the longest, hold the same; 1 for equal texts, 0 across strata.
 *
 * The kernel is computed once, inside strata only; a relabelling adds up the entries of the smaller sample and of the
 * row sums, never the whole matrix. Entries are counts of positions, so ties are exact.
 *
 * @param reference at least 2 draws.
 * @param current at least 2 draws; their blocks are other blocks than those of `reference`.
 * @throws {RangeError} for fewer.
 *
 * Time O(Σ k² L + permutations Σ min(n, m)²) for strata of k = n + m draws of length L; memory O(Σ k²).
 * Source of the statistic: Gao, Liang and Guestrin (2025), "Model equality testing".
 */
export function twoSampleMmd(
  reference: readonly MmdDraw[],
  current: readonly MmdDraw[],
  { permutations, random, exchange = 'draws' }: TwoSampleMmdOptions,
): TwoSampleMmdResult {
  for (const [name, sample] of [
    ['reference', reference],
    ['current', current],
  ] as const)
    if (sample.length < 2) throw new RangeError(`${name} has ${sample.length} draws, expected at least 2`);

  const { strata, length } = stratumKernels(reference, current);
  const grams = exchange === 'draws' ? strata.map(drawUnits) : [blockUnits(strata)];
  const labels = new Labellings(grams, { permutations, random });
  const observed = discrepancy(grams, labels.members);
  let asExtreme = 1;
  while (labels.next()) if (atLeast(discrepancy(grams, labels.members), observed, length)) asExtreme++;
  return { statistic: observed / length, pValue: asExtreme / labels.total, exact: labels.exact };
}

/** The statistic for one labelling, times the text length. */
function discrepancy(grams: readonly Gram[], members: readonly Int32Array[]): number {
  const sides = [new Side(), new Side()] as const;
  let between = 0;
  for (let g = 0; g < grams.length; g++) {
    const gram = grams[g] as Gram;
    const { inside, rows, size } = sumOver(gram, members[g] as Int32Array);
    sides[gram.chosenIsReference ? 0 : 1].add(size, inside);
    sides[gram.chosenIsReference ? 1 : 0].add(gram.draws - size, gram.total - 2 * rows + inside);
    between += rows - inside;
  }
  const [reference, current] = sides;
  return reference.mean() + current.mean() - (2 * between) / (reference.draws * current.draws);
}

/** Draws of one sample, and the sum of the kernel over the ordered pairs of them. */
class Side {
  draws = 0;
  sum = 0;

  add(draws: number, sum: number): void {
    this.draws += draws;
    this.sum += sum;
  }

  mean(): number {
    return this.sum / Math.max(1, this.draws * (this.draws - 1));
  }
}

/** Sum of the kernel inside the chosen units, sum of their rows, and how many draws they hold. */
function sumOver(
  { kernel, rowSums, units, sizes }: Gram,
  chosen: Int32Array,
): { inside: number; rows: number; size: number } {
  let inside = 0;
  let rows = 0;
  let size = 0;
  for (let a = 0; a < chosen.length; a++) {
    const i = chosen[a] as number;
    const row = i * units;
    let pairs = 0;
    for (let b = 0; b < a; b++) pairs += kernel[row + (chosen[b] as number)] as number;
    inside += 2 * pairs + (kernel[row + i] as number);
    rows += rowSums[i] as number;
    size += sizes[i] as number;
  }
  return { inside, rows, size };
}
