import type { Score } from './cross-scores.ts';
import type { GroupSpread } from './widened-interval.ts';

/** One side's scores, ready to be resampled: by run, or by draw inside each golden where there is one run only. */
export interface ScoredSide {
  /** Units of each group that is resampled among itself. */
  readonly groups: readonly number[];
  /** What each group's resampling does to the average over goldens. */
  readonly spreads: readonly GroupSpread[];
  /** Mean score of each golden, from the units that were drawn; NaN where they hold no draw of it. */
  means(drawn: readonly Int32Array[]): Float64Array;
}

/** @param goldens scores of each golden, on this side. */
export function scoredSide(goldens: readonly (readonly Score[])[], runs: number): ScoredSide {
  return runs === 1 ? byDraw(goldens) : byRun(goldens, runs);
}

function byDraw(goldens: readonly (readonly Score[])[]): ScoredSide {
  const groups = goldens.map((scores) => scores.length);
  const means = (drawn: readonly Int32Array[]) =>
    Float64Array.from(goldens, (scores, g) => {
      const indices = drawn[g] as Int32Array;
      let sum = 0;
      for (let i = 0; i < indices.length; i++) sum += (scores[indices[i] as number] as Score).score;
      return sum / indices.length;
    });
  const spreads = goldens.map((scores) => {
    const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
    const squares = scores.reduce((sum, { score }) => sum + (score - mean) ** 2, 0);
    return { variance: squares / (scores.length * goldens.length) ** 2, units: scores.length };
  });
  return { groups, spreads, means };
}

function byRun(goldens: readonly (readonly Score[])[], runs: number): ScoredSide {
  const count = goldens.length;
  const sums = new Float64Array(runs * count);
  const counts = new Float64Array(runs * count);
  goldens.forEach((scores, g) => {
    for (const { run, score } of scores) {
      sums[run * count + g] = (sums[run * count + g] as number) + score;
      counts[run * count + g] = (counts[run * count + g] as number) + 1;
    }
  });
  const sum = new Float64Array(count);
  const total = new Float64Array(count);
  const means = ([drawn]: readonly Int32Array[]) => {
    sum.fill(0);
    total.fill(0);
    for (const run of drawn as Int32Array)
      for (let g = 0, i = run * count; g < count; g++, i++) {
        sum[g] = (sum[g] as number) + (sums[i] as number);
        total[g] = (total[g] as number) + (counts[i] as number);
      }
    return sum.map((value, g) => value / (total[g] as number));
  };
  const middle = means([Int32Array.from({ length: runs }, (_, run) => run)]);
  // How much a run pulls the average over goldens its way; total now holds the draws of all runs.
  let variance = 0;
  for (let run = 0; run < runs; run++) {
    let pull = 0;
    for (let g = 0, i = run * count; g < count; g++, i++)
      pull += ((sums[i] as number) - (counts[i] as number) * (middle[g] as number)) / (total[g] as number);
    variance += (pull / count) ** 2;
  }
  return { groups: [runs], spreads: [{ variance, units: runs }], means };
}
