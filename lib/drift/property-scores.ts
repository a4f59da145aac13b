import type { FeatureLayout } from './layout.ts';

/** Properties whose rare value is odd wherever it shows. */
const oddProperties: ReadonlySet<string> = new Set(['json', 'refusal', 'stop', 'empty']);

/** A property of a golden, over all runs. */
export interface PropertyColumn {
  readonly name: string;
  readonly mean: number;
  /** Distances from the mean in standard deviations that draws of one rate would have; 0 where missing. */
  readonly z: Float64Array;
}

/**
 * Sums over goldens of how often they show the rarer value of a property: of all odd properties, of refusals alone, and (with
 * its plain sign) of JSON.
 */
export function oddSums(
  properties: readonly PropertyColumn[],
  n: number,
): { readonly all: number[]; readonly refusal: number[]; readonly json: number[] } {
  const sums = {
    all: new Array<number>(n).fill(0),
    refusal: new Array<number>(n).fill(0),
    json: new Array<number>(n).fill(0),
  };
  const add = (to: number[], z: Float64Array, sign: number) => {
    for (let i = 0; i < n; i++) to[i] = (to[i] as number) + sign * (z[i] as number);
  };
  for (const { name, mean, z } of properties) {
    if (!oddProperties.has(name)) continue;
    const sign = mean > 0.5 ? -1 : 1;
    add(sums.all, z, sign);
    if (name === 'refusal') add(sums.refusal, z, sign);
    if (name === 'json') add(sums.json, z, 1);
  }
  return sums;
}

/** Every golden and property that varies over the runs. */
export function propertyColumns(rows: readonly Float64Array[], layout: FeatureLayout): PropertyColumn[] {
  return layout.properties.flatMap((names, golden) =>
    names.flatMap((name, property) => {
      const column = layout.propertyColumn(golden, property);
      const values = new Float64Array(rows.length);
      rows.forEach((row, i) => {
        values[i] = row[column] as number;
      });
      const { mean, varies } = meanOf(values);
      if (!varies) return [];
      const scale = Math.sqrt((mean * (1 - mean) + 0.5 / rows.length) / (layout.draws[golden] as number));
      return [{ name, mean, z: values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / scale)) }];
    }),
  );
}

/** Of the values that are there. */
function meanOf(values: Float64Array): { readonly mean: number; readonly varies: boolean } {
  let [sum, count, least, most] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { mean: sum / count, varies: least < most };
}
