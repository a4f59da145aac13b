import type { GoldenShift } from '../domain/explanation.ts';
import type { ObservedRun } from '../domain/observed-run.ts';
import { type Random, shuffleInPlace } from '../domain/random.ts';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { binomialCoefficient } from '../stats/labellings.ts';
import { profileRun } from './run-profile.ts';
import { sketchSize, sketchUnit } from './sketch.ts';

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
 * Time O(goldens x runs^2 + permutations x goldens x runs).
 */
export function goldenPValues(
  before: readonly ObservedRun[],
  after: readonly ObservedRun[],
  random: Random,
): ReadonlyMap<string, number> {
  const profiles = [...before, ...after].map(profileRun);
  const goldens = [...new Set(profiles.flatMap((run) => [...run.goldens.keys()]))];
  const smallest = 1 / Math.min(permutations + 1, binomialCoefficient(profiles.length, after.length));
  if (goldens.length === 0 || smallest * goldens.length > falseDiscoveryRate) return new Map();

  const labels = profiles.map((_, i) => i >= before.length);
  const shuffled = Array.from({ length: permutations }, () => shuffleInPlace([...labels], random));
  return new Map(
    goldens.map((golden) => {
      const sketches = profiles.map((run) => run.goldens.get(golden)?.mean);
      const observed = distance(sketches, labels);
      const larger = shuffled.filter((labelling) => distance(sketches, labelling) >= observed - 1e-12).length;
      return [golden, (1 + larger) / (1 + permutations)];
    }),
  );
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

/** Squared distance between the mean sketches of both sides; 0 where one side has none. */
function distance(sketches: readonly (Int8Array | undefined)[], isAfter: readonly boolean[]): number {
  const difference = new Float64Array(sketchSize);
  const counts = [0, 0];
  sketches.forEach((sketch, i) => {
    if (sketch !== undefined) counts[isAfter[i] ? 1 : 0] = (counts[isAfter[i] ? 1 : 0] as number) + 1;
  });
  if (counts.includes(0)) return 0;
  sketches.forEach((sketch, i) => {
    if (sketch === undefined) return;
    const weight = isAfter[i] ? 1 / (counts[1] as number) : -1 / (counts[0] as number);
    for (let k = 0; k < sketchSize; k++) difference[k] = (difference[k] as number) + weight * (sketch[k] as number);
  });
  return difference.reduce((sum, x) => sum + x * x, 0) * sketchUnit * sketchUnit;
}
