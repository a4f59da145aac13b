import { KeyNumbers } from './key-numbers.ts';
import type { RunProfile } from './run-profile.ts';

/** Numbers of one golden in one run. `difference` and `cross` need other runs to be compared with. */
export const goldenQuantities = [
  'difference',
  'cross',
  'self',
  'length',
  'chosen',
  'alternatives',
  'tailLogprob',
] as const;
export type GoldenQuantity = (typeof goldenQuantities)[number];

/** Numbers of a whole run. */
export const runQuantities = ['rarePairs', 'rareUnits', 'likelihood'] as const;

/** What a feature layout is made of. */
export interface LayoutParts {
  /** Goldens (id and version), in the order of their keys. */
  readonly goldens: readonly string[];
  /** Properties of each golden, by its place in `goldens`. */
  readonly properties: readonly (readonly string[])[];
  /** The design: draws of each golden in every run. */
  readonly draws: readonly number[];
}

/** A golden belongs to a baseline that has it, with its draws, in at least this share of the runs. */
const usualShare = 0.5;

/**
 * The feature layout: which goldens a baseline holds, how many draws of each, and where each of their numbers stands in a
 * row. A run with fewer draws of a golden is more spread out, and not of the baseline's kind: that golden is missing there.
 */
export class FeatureLayout implements LayoutParts {
  readonly goldens: readonly string[];
  readonly properties: readonly (readonly string[])[];
  readonly draws: readonly number[];
  readonly #propertyStarts: readonly number[];
  /** Columns of a row: each quantity for all goldens, then the properties golden by golden, then those of the run. */
  readonly columns: number;
  /** Numbers of the contexts of log-probabilities, shared by all that this layout compares. A cache: results never show it. */
  readonly contexts = { chosen: new KeyNumbers(), alternatives: new KeyNumbers() };

  constructor({ goldens, properties, draws }: LayoutParts) {
    this.goldens = goldens;
    this.draws = draws;
    this.properties = properties;
    let next = goldenQuantities.length * goldens.length;
    this.#propertyStarts = properties.map((names) => {
      const start = next;
      next += names.length;
      return start;
    });
    this.columns = next + runQuantities.length;
  }

  column(quantity: GoldenQuantity, golden: number): number {
    return goldenQuantities.indexOf(quantity) * this.goldens.length + golden;
  }

  propertyColumn(golden: number, property: number): number {
    return (this.#propertyStarts[golden] as number) + property;
  }

  runColumn(quantity: (typeof runQuantities)[number]): number {
    return this.columns - runQuantities.length + runQuantities.indexOf(quantity);
  }
}

/**
 * The design that runs were drawn with: of each golden the most frequent number of draws, where at least half of the runs
 * have exactly that. What was kept of a run cannot be cut to fewer draws; `learnAgain` says where that is worth it.
 */
export function designOf(runs: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, Map<number, number>>();
  for (const draws of runs)
    for (const [golden, count] of draws) {
      const of = counts.get(golden) ?? new Map<number, number>();
      counts.set(golden, of.set(count, (of.get(count) ?? 0) + 1));
    }
  const usual = (of: ReadonlyMap<number, number>) =>
    [...of].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a));
  return new Map(
    [...counts]
      .map(([golden, of]) => [golden, ...usual(of)] as const)
      .filter(([, draws, count]) => draws > 0 && count >= usualShare * runs.length)
      .map(([golden, draws]): [string, number] => [golden, draws])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The layout of runs that were profiled with a design. */
export function layoutOf(design: ReadonlyMap<string, number>, runs: readonly RunProfile[]): FeatureLayout {
  const goldens = [...design.keys()];
  const names = goldens.map(() => new Set<string>());
  for (const run of runs)
    goldens.forEach((golden, i) => {
      for (const name of run.goldens.get(golden)?.properties.keys() ?? []) names[i]?.add(name);
    });
  return new FeatureLayout({
    goldens,
    draws: [...design.values()],
    properties: names.map((set) => [...set].sort()),
  });
}
