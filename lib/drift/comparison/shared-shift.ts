import type { UnitStratum } from './exchangeable-units.ts';
import { addSharedFeatures, layOutShared, type SharedLayout, sharedKinds, sharedWidth } from './shared-features.ts';

/**
 * How far the answers of all goldens moved *together*: features that goldens share, after less before, added up.
 *
 * With one draw of a golden on each side, whatever compares answers to that golden with each other stays the same when
 * the two labels change places. What does not is the direction of the difference, and where the model changed, goldens
 * differ in the same direction. So the sum over goldens grows with their number, while random signs let it cancel.
 *
 * Columns are divided by the standard deviation that they have under exchanged labels, so no feature outweighs another.
 */
export class SharedShift {
  /** Statistics: for each kind of features the sum of squares, then for each kind the largest column. */
  readonly columns = 2 * sharedKinds.length;
  readonly #layout: SharedLayout;
  readonly #width: number;
  /** By stratum: what choosing a unit adds to the sum, unit by unit. */
  readonly #steps: readonly Float64Array[];
  readonly #chosen: readonly number[];
  readonly #sum: Float64Array;
  readonly #values: Float64Array;

  constructor(strata: readonly UnitStratum[], labellings: number) {
    this.#chosen = strata.map(({ chosen }) => chosen);
    const units = this.#chosen.reduce((sum, chosen) => sum + chosen, 0);
    this.#layout = layOutShared(affordableWords(units, units / strata.length, labellings));
    this.#width = sharedWidth(this.#layout);
    const steps = strata.map((stratum) => stepsOf(stratum, this.#layout, this.#width));
    const scales = scaleOf(strata, steps, this.#width);
    // Double precision: labellings that tie in exact arithmetic must tie here.
    this.#steps = steps.map((step) => step.map((value, i) => value * (scales[i % this.#width] as number)));
    this.#sum = new Float64Array(this.#width);
    this.#values = new Float64Array(this.columns);
  }

  /** One number a statistic; the array is used again at the next call. Time O(chosen units x columns). */
  of(members: readonly Int32Array[]): Float64Array {
    const sum = this.#sum.fill(0);
    for (let s = 0; s < members.length; s++) this.#add(s, members[s] as Int32Array, sum);
    let at = 0;
    sharedKinds.forEach((kind, k) => {
      let squares = 0;
      let largest = 0;
      for (const end = at + this.#layout[kind]; at < end; at++) {
        const square = (sum[at] as number) ** 2;
        squares += square;
        if (square > largest) largest = square;
      }
      this.#values[k] = squares;
      this.#values[sharedKinds.length + k] = Math.sqrt(largest);
    });
    return this.#values;
  }

  /** The shift of each golden by itself, under the labels that were observed. */
  observed(): readonly Float64Array[] {
    return this.#chosen.map((chosen, s) =>
      this.#add(
        s,
        Int32Array.from({ length: chosen }, (_, i) => i),
        new Float64Array(this.#width),
      ),
    );
  }

  #add(stratum: number, chosen: Int32Array, sum: Float64Array): Float64Array {
    const steps = this.#steps[stratum] as Float64Array;
    const width = this.#width;
    // Four columns side by side: most of the time is spent here.
    for (let c = 0; c < width; c += 4) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let a = 0; a < chosen.length; a++) {
        const at = (chosen[a] as number) * width + c;
        sum0 += steps[at] as number;
        sum1 += steps[at + 1] as number;
        sum2 += steps[at + 2] as number;
        sum3 += steps[at + 3] as number;
      }
      sum[c] = (sum[c] as number) + sum0;
      sum[c + 1] = (sum[c + 1] as number) + sum1;
      sum[c + 2] = (sum[c + 2] as number) + sum2;
      sum[c + 3] = (sum[c + 3] as number) + sum3;
    }
    return sum;
  }
}

/** Additions that all labellings together may take. */
const budget = 1e8;

/** Fewer columns the more draws a golden there are: those of one golden then tell more among themselves. */
function affordableWords(chosen: number, drawsAGolden: number, labellings: number): number {
  const most = drawsAGolden > 8 ? 16 : drawsAGolden > 4 ? 32 : drawsAGolden > 2 ? 64 : 128;
  let words = most;
  while (words > 16 && chosen * labellings * sharedWidth(layOutShared(words)) > budget) words /= 2;
  return words;
}

/** Features of each unit, centred over its stratum and weighted: the sum over chosen units is the difference of means. */
function stepsOf({ draws = [], chosen, chosenSide }: UnitStratum, layout: SharedLayout, width: number): Float64Array {
  const steps = new Float64Array(draws.length * width);
  draws.forEach((draw, u) => {
    addSharedFeatures(draw, layout, steps.subarray(u * width, (u + 1) * width));
  });
  const others = draws.length - chosen;
  const weight = (1 / chosen + 1 / others) * (chosenSide === 'after' ? 1 : -1);
  for (let c = 0; c < width; c++) {
    let mean = 0;
    for (let i = c; i < steps.length; i += width) mean += (steps[i] as number) / draws.length;
    for (let i = c; i < steps.length; i += width) steps[i] = ((steps[i] as number) - mean) * weight;
  }
  return steps;
}

/** One over the standard deviation of each column's sum when labels are exchanged; 0 for columns that never vary. */
function scaleOf(strata: readonly UnitStratum[], steps: readonly Float64Array[], width: number): Float64Array {
  const variances = new Float64Array(width);
  strata.forEach(({ units, chosen }, s) => {
    // A sum of n of N numbers with mean 0, drawn without replacement.
    const factor = (chosen * (units.length - chosen)) / (units.length * (units.length - 1));
    (steps[s] as Float64Array).forEach((step, i) => {
      const c = i % width;
      variances[c] = (variances[c] as number) + step * step * factor;
    });
  });
  return variances.map((variance) => (variance > 1e-18 ? 1 / Math.sqrt(variance) : 0));
}
