import { median } from '../stats/median-mad.ts';
import { ContextNumbers, type NumberedValues, numberValues } from './context-table.ts';
import type { GoldenProfile, RunProfile } from './run-profile.ts';
import { similarity, sketchSize } from './sketch.ts';

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
export const runQuantities = ['rarePairs', 'rareUnits'] as const;

/**
 * Which goldens are judged, and where each of their numbers stands in a row. Fixed when an epoch is armed: a golden that
 * comes later, or in another version, has nothing to be compared with until the next epoch.
 */
export class Panel {
  readonly goldens: readonly string[];
  /** Properties of each golden, by its place in `goldens`. */
  readonly properties: readonly (readonly string[])[];
  /** Draws of each golden in most runs of the baseline. */
  readonly draws: readonly number[];
  readonly #propertyStarts: readonly number[];
  readonly columns: number;
  /** Numbers of the contexts of log-probabilities, shared by all that this panel compares. */
  readonly contexts = { chosen: new ContextNumbers(), alternatives: new ContextNumbers() };

  constructor({ goldens, properties, draws }: Pick<Panel, 'goldens' | 'properties' | 'draws'>) {
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

  /** The goldens that at least 80 % of the runs have, in the order of their keys, with the properties seen there. */
  static of(runs: readonly RunProfile[]): Panel {
    const counts = new Map<string, { draws: number[]; properties: Set<string> }>();
    for (const { goldens } of runs)
      for (const [key, { draws, properties }] of goldens) {
        const entry = counts.get(key) ?? { draws: [], properties: new Set() };
        entry.draws.push(draws);
        for (const name of properties.keys()) entry.properties.add(name);
        counts.set(key, entry);
      }
    const kept = [...counts]
      .filter(([, { draws }]) => draws.length >= 0.8 * runs.length)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return new Panel({
      goldens: kept.map(([key]) => key),
      properties: kept.map(([, { properties }]) => [...properties].sort()),
      draws: kept.map(([, { draws }]) => Math.round(median(draws))),
    });
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

  /**
   * Columns in which a set of runs that never varied can be departed from: those of goldens that the set has, and of
   * whole runs.
   *
   * @param counts runs of the set that have each golden.
   */
  comparable(counts: Int32Array): readonly number[] {
    const ofGoldens = this.goldens.flatMap((_, golden) =>
      (counts[golden] as number) < 2
        ? []
        : [
            ...goldenQuantities.map((quantity) => this.column(quantity, golden)),
            ...(this.properties[golden] as readonly string[]).map((_, property) =>
              this.propertyColumn(golden, property),
            ),
          ],
    );
    return [...ofGoldens, ...runQuantities.map((quantity) => this.runColumn(quantity))];
  }

  /** The part of a run that this panel is about. */
  select({ run, at, goldens, stratum }: RunProfile): PanelRun {
    // A golden that lost more than half of its draws is more spread out than usual; it counts as missing.
    const profiles = this.goldens.map((key, i) => {
      const profile = goldens.get(key);
      return profile !== undefined && 2 * profile.draws >= (this.draws[i] as number) ? profile : undefined;
    });
    // What runFeatures has read is not needed again, and would be the largest part of the stored state.
    const lean = profiles.map((profile) => profile && { ...profile, pairs: noFeatures, ownUnits: noFeatures });
    const known = { run, at, ...(stratum === undefined ? {} : { stratum }) };
    return this.lay({ ...known, profiles: lean, features: runFeatures(profiles) });
  }

  /** Lays a run out for fast comparison. */
  lay(stored: StoredRun): PanelRun {
    const { profiles } = stored;
    const sketches = new Int8Array(profiles.length * sketchSize);
    profiles.forEach((profile, golden) => {
      if (profile !== undefined) sketches.set(profile.mean, golden * sketchSize);
    });
    const norms = Float64Array.from(profiles, (_, golden) => similarity(sketches, sketches, golden * sketchSize));
    const logprobs = (kind: 'chosen' | 'alternatives') =>
      numberValues(
        profiles.map((profile) => profile?.logprobs[kind]),
        this.contexts[kind],
      );
    const [chosen, alternatives] = [logprobs('chosen'), logprobs('alternatives')];
    return { ...stored, sketches, norms, chosen, alternatives };
  }

  /** A row with what needs no other run; the rest is NaN, as is everything of a missing golden. */
  row(profiles: readonly (GoldenProfile | undefined)[]): Float64Array {
    const row = new Float64Array(this.columns).fill(Number.NaN);
    profiles.forEach((profile, golden) => {
      if (profile === undefined) return;
      row[this.column('self', golden)] = profile.self;
      row[this.column('length', golden)] = profile.length;
      row[this.column('tailLogprob', golden)] = profile.logprobs.tail;
      this.properties[golden]?.forEach((name, property) => {
        row[this.propertyColumn(golden, property)] = profile.properties.get(name) ?? Number.NaN;
      });
    });
    return row;
  }
}

/** What of a run has to be kept. */
export interface StoredRun {
  readonly run: string;
  readonly at: string;
  readonly stratum?: string;
  /** By place in the panel; `undefined` where the run lacks a golden. */
  readonly profiles: readonly (GoldenProfile | undefined)[];
  readonly features: RunFeatures;
}

/** A run as a panel sees it. */
export interface PanelRun extends StoredRun {
  /** Sketches of the profiles one after the other, zeros for a missing one. */
  readonly sketches: Int8Array;
  /** Similarity of each sketch to itself. */
  readonly norms: Float64Array;
  readonly chosen: NumberedValues;
  readonly alternatives: NumberedValues;
}

/** Features of a whole run for the rarity tables, and draws, to put counts on a common footing. */
export interface RunFeatures {
  readonly pairs: Uint16Array;
  readonly units: Uint16Array;
  readonly draws: number;
}

const noFeatures = new Uint16Array();

// Enough for every canary set that we know; it bounds what a run of very long answers can take up.
const maxFeatures = 8192;

/** Distinct features over the goldens of a panel; only the `maxFeatures` smallest, which is a random sample of hashes. */
function runFeatures(profiles: readonly (GoldenProfile | undefined)[]): RunFeatures {
  return {
    pairs: union(profiles.map((profile) => profile?.pairs)),
    units: union(profiles.map((profile) => profile?.ownUnits)),
    draws: profiles.reduce((sum, profile) => sum + (profile?.draws ?? 0), 0),
  };
}

function union(lists: readonly (Uint16Array | undefined)[]): Uint16Array {
  const seen = new Uint8Array(0x10000);
  for (const list of lists) if (list !== undefined) for (const feature of list) seen[feature] = 1;
  const found: number[] = [];
  for (let feature = 0; feature < seen.length && found.length < maxFeatures; feature++)
    if (seen[feature] === 1) found.push(feature);
  return Uint16Array.from(found);
}
