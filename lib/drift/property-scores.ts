import type { FeatureLayout } from './layout.ts';

/** Properties whose rare value is odd wherever it shows. */
const oddProperties: ReadonlySet<string> = new Set(['json', 'refusal', 'stop', 'empty']);

interface PropertyColumn {
  readonly name: string;
  readonly mean: number;
  /** Distances from the mean in standard deviations that draws of one rate would have; 0 where missing. */
  readonly z: Float64Array;
}

/** Standardised columns of every golden and property that varies over the runs. */
export function propertyColumns(rows: readonly Float64Array[], layout: FeatureLayout, n: number): Float64Array[] {
  return varying(rows, layout, n).map(({ z }) => z);
}

/**
 * Sums over goldens of how often they show the rarer value of a property: of all odd properties, of refusals alone, and (with
 * its plain sign) of JSON.
 */
export function oddSums(
  rows: readonly Float64Array[],
  layout: FeatureLayout,
): { readonly all: number[]; readonly refusal: number[]; readonly json: number[] } {
  const n = rows.length;
  const sums = {
    all: new Array<number>(n).fill(0),
    refusal: new Array<number>(n).fill(0),
    json: new Array<number>(n).fill(0),
  };
  const add = (to: number[], z: Float64Array, sign: number) => {
    for (let i = 0; i < n; i++) to[i] = (to[i] as number) + sign * (z[i] as number);
  };
  for (const { name, mean, z } of varying(rows, layout, n)) {
    if (!oddProperties.has(name)) continue;
    const sign = mean > 0.5 ? -1 : 1;
    add(sums.all, z, sign);
    if (name === 'refusal') add(sums.refusal, z, sign);
    if (name === 'json') add(sums.json, z, 1);
  }
  return sums;
}

function varying(rows: readonly Float64Array[], layout: FeatureLayout, n: number): PropertyColumn[] {
  return layout.properties.flatMap((names, golden) =>
    names.flatMap((name, property) => {
      const column = layout.propertyColumn(golden, property);
      const there = rows.flatMap((row) => (Number.isNaN(row[column]) ? [] : [row[column] as number]));
      if (there.length < 2 || there.every((value) => value === there[0])) return [];
      const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
      const scale = Math.sqrt((mean * (1 - mean) + 0.5 / n) / (layout.draws[golden] as number));
      const z = Float64Array.from(rows, (row) =>
        Number.isNaN(row[column]) ? 0 : ((row[column] as number) - mean) / scale,
      );
      return [{ name, mean, z }];
    }),
  );
}
