import { type Random, shuffleInPlace } from '../domain/random.ts';
import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';
import type { GoldenShift } from '../domain/verdict/explanation.ts';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { binomialCoefficient } from '../stats/labellings.ts';
import { similarity, sketchDraws } from './sketch.ts';
import { outputText, textUnits } from './text-units.ts';

const permutations = 999;
/** Share of the named goldens that may be named wrongly, on average. */
const falseDiscoveryRate = 0.1;

/**
 * p-value of each golden for "its answers are distributed as before": the distance between the mean embeddings of both
 * sides, with run labels permuted. Whole runs change labels, because draws of one run belong together.
 *
 * @param before and @param after runs that were not used to find the change; otherwise the p-values are too small.
 * @returns by golden; empty where there are too few runs for any golden to pass with multiplicity controlled.
 *
 * Time O(goldens (runs^2 + permutations x after^2)).
 */
export function goldenPValues(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  random: Random,
): ReadonlyMap<string, number> {
  const runs = [...before, ...after];
  const goldens = [...new Set(runs.flatMap((run) => [...run.goldens.keys()]))];
  const smallest = 1 / Math.min(permutations + 1, binomialCoefficient(runs.length, after.length));
  if (goldens.length === 0 || smallest * goldens.length > falseDiscoveryRate) return new Map();

  const labels = runs.map((_, i) => i);
  const chosen = Array.from({ length: permutations }, () => shuffleInPlace([...labels], random).slice(before.length));
  return new Map(
    goldens.map((golden) => {
      const distance = distanceOf(runs.map((run) => sketchOf(run.goldens.get(golden))));
      const observed = distance(labels.slice(before.length));
      const larger = chosen.filter((after) => distance(after) >= observed - 1e-9).length;
      return [golden, (1 + larger) / (1 + permutations)];
    }),
  );
}

function sketchOf(draws: readonly Draw[] | undefined): Int8Array | undefined {
  return draws && sketchDraws(draws.map((draw) => textUnits(outputText(draw)))).mean;
}

/** Joins effects and p-values; `significant` with the false discovery rate held at 10 %. */
export function goldenShifts(
  effects: readonly { readonly golden: string; readonly effect: number }[],
  pValues: ReadonlyMap<string, number>,
): readonly GoldenShift[] {
  const adjusted = benjaminiHochberg(effects.map(({ golden }) => pValues.get(golden) ?? 1));
  return effects.map(({ golden, effect }, i) => {
    const pValue = pValues.get(golden);
    return {
      golden,
      effect,
      ...(pValue === undefined ? {} : { pValue }),
      significant: pValue !== undefined && (adjusted[i] as number) <= falseDiscoveryRate,
    };
  });
}

/**
 * Squared distance between the mean sketches of chosen runs and of all others, from inner products that are computed
 * once; 0 where one side has no sketch.
 */
function distanceOf(sketches: readonly (Int8Array | undefined)[]): (chosen: readonly number[]) => number {
  const products = sketches.map((a) => Float64Array.from(sketches, (b) => (a && b ? similarity(a, b, 0) : 0)));
  const rowSums = products.map((row) => row.reduce((sum, x) => sum + x, 0));
  const total = rowSums.reduce((sum, x) => sum + x, 0);
  const present = sketches.filter((sketch) => sketch !== undefined).length;
  return (chosen) => {
    let inside = 0;
    let rows = 0;
    let count = 0;
    for (const i of chosen) {
      if (sketches[i] === undefined) continue;
      count++;
      rows += rowSums[i] as number;
      const row = products[i] as Float64Array;
      for (const j of chosen) inside += row[j] as number;
    }
    const others = present - count;
    if (count === 0 || others === 0) return 0;
    const across = rows - inside;
    const outside = total - 2 * rows + inside;
    return inside / count ** 2 + outside / others ** 2 - (2 * across) / (count * others);
  };
}
