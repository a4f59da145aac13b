import type { CalibrationRun } from './calibration-run.ts';
import { ContextTable } from './context-table.ts';
import { type FeatureLayout, type GoldenQuantity, goldenQuantities } from './layout.ts';
import { rareFeatures } from './rare-features.ts';
import { featureList } from './run-features.ts';
import type { UnitModel } from './unit-model.ts';

/**
 * All numbers of the runs of a calibration set, in the columns of the layout, each run against all others; NaN for what cannot be
 * known. Everything is a sum or a count over the calibration set.
 *
 * @param cross n x goldens, row by row: mean similarity to the other runs.
 * @param only places of the goldens that take part.
 *
 * Time O(runs x (goldens + features)).
 */
export function calibrationRows(
  runs: readonly CalibrationRun[],
  cross: Float64Array,
  layout: FeatureLayout,
  only: readonly number[],
  units: Pick<UnitModel, 'likelihood'> | undefined,
): readonly Float64Array[] {
  const goldens = layout.goldens.length;
  const rarePairs = rareFeatures(runs.map(({ features }) => featureList(features.pairs, features.draws)));
  const rareUnits = rareFeatures(runs.map(({ features }) => featureList(features.units, features.draws)));
  const chosen = new ContextTable(layout.contexts.chosen);
  const alternatives = new ContextTable(layout.contexts.alternatives);
  for (const run of runs) {
    chosen.add(run.chosen);
    alternatives.add(run.alternatives);
  }
  // The column of a golden is that of the first one, and its place behind it.
  const first = Object.fromEntries(
    goldenQuantities.map((quantity) => [quantity, layout.column(quantity, 0)]),
  ) as Record<GoldenQuantity, number>;
  return runs.map((run, i) => {
    const row = new Float64Array(layout.columns).fill(Number.NaN);
    for (const golden of only) {
      const profile = run.profiles[golden];
      if (profile === undefined) continue;
      const similar = cross[i * goldens + golden] as number;
      // Distance from the other runs, up to a constant. A single draw has no similarity to itself; it is left out.
      row[first.difference + golden] = (Number.isNaN(profile.self) ? 0 : profile.self) - 2 * similar;
      row[first.cross + golden] = similar;
      row[first.self + golden] = profile.self;
      row[first.length + golden] = profile.length;
      row[first.tailLogprob + golden] = profile.logprobs.tail;
      row[first.chosen + golden] = chosen.distance(run.chosen, golden, true);
      row[first.alternatives + golden] = alternatives.distance(run.alternatives, golden, true);
      const names = layout.properties[golden] ?? [];
      for (let property = 0, at = layout.propertyColumn(golden, 0); property < names.length; property++, at++)
        row[at] = profile.properties.get(names[property] as string) ?? Number.NaN;
    }
    const draws = Math.max(1, run.features.draws);
    row[layout.runColumn('rarePairs')] = (rarePairs[i] as number) / draws;
    row[layout.runColumn('rareUnits')] = (rareUnits[i] as number) / draws;
    row[layout.runColumn('likelihood')] = units?.likelihood[i] ?? Number.NaN;
    return row;
  });
}
