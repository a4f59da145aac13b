import type { FeatureLayout } from './layout.ts';
import type { Scales } from './scales.ts';

/** From here on a golden tells more about the server's load than about the model. */
export const loadSensor = 0.2;

/**
 * How much the draws of one run have in common, by golden: the intraclass correlation of answers,
 * (similarity inside runs - similarity between runs) / (1 - similarity between runs), 0 to 1. 0 where draws of one run
 * are as unlike as draws of different runs; 1 where a run gives one answer and the next run another. A single draw a run
 * cannot tell, and counts as 0.
 *
 * Symmetric in the runs, so that weighting by it keeps ranks exact.
 */
export function loadSensitivity({ location }: Scales, layout: FeatureLayout): Float64Array {
  return Float64Array.from(layout.goldens, (_, golden) => {
    if (layout.draws[golden] === 1) return 0;
    const inside = location[layout.column('self', golden)] as number;
    const between = location[layout.column('cross', golden)] as number;
    return between >= 1 ? 0 : Math.min(1, Math.max(0, (inside - between) / (1 - between)));
  });
}

/** Weights of goldens in sums: 1, and less for those that sense load, as n such draws are worth fewer independent ones. */
export function goldenWeights(columns: Scales, layout: FeatureLayout): Float64Array {
  return loadSensitivity(columns, layout).map((icc, golden) =>
    icc > loadSensor ? 1 / (1 + ((layout.draws[golden] as number) - 1) * icc) : 1,
  );
}
