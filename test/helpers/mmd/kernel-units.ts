import { codePoints, hammingKernel } from '../../../lib/stats/hamming-kernel.ts';
import type { Stratum } from '../../../lib/stats/labellings.ts';

/** One text, the stratum it answers (a golden), and the block it was drawn in (a run), both from 0 on. */
export interface MmdDraw {
  readonly stratum: number;
  readonly block: number;
  readonly text: string;
}

/** Units that are relabelled as wholes, and the kernel between them; those of the smaller sample come first. */
export interface Gram extends Stratum {
  readonly chosenIsReference: boolean;
  /** Row by row, `units` squared: sums over pairs of different draws, one from each unit. */
  readonly kernel: Float64Array;
  readonly rowSums: Float64Array;
  readonly total: number;
  /** Draws in each unit, and in all of them. */
  readonly sizes: Float64Array;
  readonly draws: number;
}

/** The kernel between the draws of one stratum: first the reference's, then the others. */
export interface StratumKernel {
  readonly references: number;
  readonly blocks: readonly number[];
  readonly kernel: Float64Array;
}

/** The kernel inside each stratum, times the length of the longest text, which is given too. */
export function stratumKernels(
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
export function drawUnits({ references, kernel, blocks }: StratumKernel): Gram {
  const units = blocks.length;
  const chosenIsReference = references <= units - references;
  const turn = chosenIsReference ? 0 : references; // the smaller sample to the front
  const unitOf = Int32Array.from({ length: units }, (_, i) => (i - turn + units) % units);
  return unitGram([{ kernel, unitOf }], units, chosenIsReference ? references : units - references, chosenIsReference);
}

/** Every block is a unit, over all strata together. */
export function blockUnits(strata: readonly StratumKernel[]): Gram {
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
