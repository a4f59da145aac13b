import { codePoints, hammingKernel } from './hamming-kernel.ts';
import { Labellings, type Stratum } from './labellings.ts';
import { atLeast } from './permutation-test.ts';

/** One text, the stratum it answers (a golden), and the block it was drawn in (a run), both from 0 on. */
export interface MmdDraw {
  readonly stratum: number;
  readonly block: number;
  readonly text: string;
}

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

/** Units that are relabelled as wholes, and the kernel between them; those of the smaller sample come first. */
interface Gram extends Stratum {
  readonly chosenIsReference: boolean;
  /** Row by row, `units` squared: sums over pairs of different draws, one from each unit. */
  readonly kernel: Float64Array;
  readonly rowSums: Float64Array;
  readonly total: number;
  /** Draws in each unit, and in all of them. */
  readonly sizes: Float64Array;
  readonly draws: number;
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

/** The kernel between the draws of one stratum: first the reference's, then the others. */
interface StratumKernel {
  readonly references: number;
  readonly blocks: readonly number[];
  readonly kernel: Float64Array;
}

function stratumKernels(
  reference: readonly MmdDraw[],
  current: readonly MmdDraw[],
): { strata: readonly StratumKernel[]; length: number } {
  let length = 1;
  const byStratum = new Map<number, { blocks: number[]; texts: Int32Array[]; references: number }>();
  [reference, current].forEach((draws, sample) => {
    for (const { stratum, block, text } of draws) {
      const found = byStratum.get(stratum) ?? { blocks: [], texts: [], references: 0 };
      byStratum.set(stratum, found);
      const points = codePoints(text);
      found.blocks.push(block);
      found.texts.push(points);
      if (sample === 0) found.references++;
      length = Math.max(length, points.length);
    }
  });
  const strata = [...byStratum.values()].map(({ blocks, texts, references }) => ({
    references,
    blocks,
    kernel: hammingKernel(texts, length),
  }));
  return { strata, length };
}

/** Every draw of a stratum is a unit. */
function drawUnits({ references, kernel, blocks }: StratumKernel): Gram {
  const units = blocks.length;
  const chosenIsReference = references <= units - references;
  const turn = chosenIsReference ? 0 : references; // the smaller sample to the front
  const unitOf = Int32Array.from({ length: units }, (_, i) => (i - turn + units) % units);
  return unitGram([{ kernel, unitOf }], units, chosenIsReference ? references : units - references, chosenIsReference);
}

/** Every block is a unit, over all strata together. */
function blockUnits(strata: readonly StratumKernel[]): Gram {
  const blocksOf = (isReference: boolean) => [
    ...new Set(strata.flatMap(({ blocks, references }) => blocks.filter((_, i) => i < references === isReference))),
  ];
  const references = blocksOf(true);
  const currents = blocksOf(false);
  const chosenIsReference = references.length <= currents.length;
  const order = chosenIsReference ? [...references, ...currents] : [...currents, ...references];
  const unitOf = new Map(order.map((block, unit) => [block, unit]));
  if (unitOf.size < order.length) throw new RangeError('a block holds draws of both samples, expected one');
  return unitGram(
    strata.map(({ kernel, blocks }) => ({
      kernel,
      unitOf: Int32Array.from(blocks, (block) => unitOf.get(block) as number),
    })),
    order.length,
    Math.min(references.length, currents.length),
    chosenIsReference,
  );
}

/** Adds the kernel up by units. */
function unitGram(
  strata: readonly { readonly kernel: Float64Array; readonly unitOf: Int32Array }[],
  units: number,
  chosen: number,
  chosenIsReference: boolean,
): Gram {
  const gram = new Float64Array(units * units);
  const rowSums = new Float64Array(units);
  const sizes = new Float64Array(units);
  let total = 0;
  let draws = 0;
  for (const { kernel, unitOf } of strata) {
    const k = unitOf.length;
    draws += k;
    for (let i = 0; i < k; i++) {
      const row = unitOf[i] as number;
      sizes[row] = (sizes[row] as number) + 1;
      let sum = 0;
      for (let j = 0; j < k; j++) {
        const value = kernel[i * k + j] as number;
        const at = row * units + (unitOf[j] as number);
        gram[at] = (gram[at] as number) + value;
        sum += value;
      }
      rowSums[row] = (rowSums[row] as number) + sum;
      total += sum;
    }
  }
  return { units, chosen, chosenIsReference, kernel: gram, rowSums, total, sizes, draws };
}
