import { integerProducts } from '../stats/integer-products.ts';
import { type NumberedValues, numberValues } from './context-table.ts';
import type { FeatureLayout } from './layout.ts';
import { type RunFeatures, runFeatures } from './run-features.ts';
import type { GoldenProfile, RunProfile } from './run-profile.ts';
import { sketchSize, sketchUnit } from './sketch.ts';
import { cutRows, unitsPerDraw } from './unit-rows.ts';

/** Products of sketches are kept as whole numbers of this: a fifth of what rounding the sketches themselves adds to them. */
export const productUnit = 1 / 1024;
const mostUnits = 32_767;

/** What of a run has to be kept to compare it with others. */
export interface StoredRun {
  readonly run: string;
  readonly at: string;
  /** Counts the runs of the epoch from 1 on. */
  readonly number: number;
  readonly category?: string;
  /** By place in the layout; `undefined` where the run lacks a golden or has too few draws of it. */
  readonly profiles: readonly (GoldenProfile | undefined)[];
  readonly features: RunFeatures;
}

/** A run as a calibration set holds it. */
export interface CalibrationRun extends StoredRun {
  readonly slot: number;
  /** Sketches of the profiles one after the other, `sketchSize` numbers a golden, zeros for a missing one. */
  readonly sketches: Int8Array;
  /** Product of each sketch with itself, in units of `productUnit`, one a golden. */
  readonly norms: Int16Array;
  /** Products with the older runs of the set, by their slot and then by golden, in units of `productUnit`. */
  readonly products: Int16Array;
  readonly chosen: NumberedValues;
  readonly alternatives: NumberedValues;
}

const noFeatures = new Uint16Array();

/** The part of a run that a layout is about; a golden without exactly the design's draws is missing. */
export function runInLayout(
  { run, at, goldens, category }: RunProfile,
  number: number,
  layout: FeatureLayout,
): StoredRun {
  const profiles = layout.goldens.map((key, i) => {
    const profile = goldens.get(key);
    return profile !== undefined && profile.draws === layout.draws[i] ? profile : undefined;
  });
  // What runFeatures has read is not needed again, and would be the largest part of the stored state.
  const perDraw = unitsPerDraw(layout.draws.reduce((sum, draws) => sum + draws, 0));
  const lean = profiles.map(
    (profile) =>
      profile && {
        ...profile,
        pairs: noFeatures,
        ownUnits: noFeatures,
        rows: cutRows(profile.rows, perDraw),
      },
  );
  const known = { run, at, number, ...(category === undefined ? {} : { category }) };
  return { ...known, profiles: lean, features: runFeatures(profiles) };
}

/** Lays a run out, and multiplies its sketches with those of the runs that are there. */
export function calibrationRun(
  stored: StoredRun,
  slot: number,
  older: readonly CalibrationRun[],
  layout: FeatureLayout,
): CalibrationRun {
  const size = layout.goldens.length;
  const slots = older.reduce((most, other) => Math.max(most, other.slot + 1), 0);
  const products = new Int16Array(slots * size);
  const run = layRun(stored, slot, products, layout);
  const take = (other: number, golden: number, product: number) => {
    products[(older[other] as CalibrationRun).slot * size + golden] = inProductUnits(product);
  };
  const others = older.map(({ sketches }) => sketches);
  integerProducts.ofParts(run.sketches, others, sketchSize, take);
  return run;
}

/** Lays a run out for fast comparison. */
export function layRun(stored: StoredRun, slot: number, products: Int16Array, layout: FeatureLayout): CalibrationRun {
  const { profiles } = stored;
  const sketches = new Int8Array(profiles.length * sketchSize);
  profiles.forEach((profile, golden) => {
    if (profile !== undefined) sketches.set(profile.mean, golden * sketchSize);
  });
  const norms = new Int16Array(profiles.length);
  integerProducts.ofParts(sketches, [sketches], sketchSize, (_, golden, product) => {
    norms[golden] = inProductUnits(product);
  });
  return { ...stored, slot, sketches, norms, products, ...numberRows(profiles, layout) };
}

/** Log-probabilities with their contexts numbered by the layout. */
function numberRows(
  profiles: StoredRun['profiles'],
  { contexts }: FeatureLayout,
): Pick<CalibrationRun, 'chosen' | 'alternatives'> {
  const values = (kind: 'chosen' | 'alternatives') =>
    numberValues(
      profiles.map((profile) => profile?.logprobs[kind]),
      contexts[kind],
    );
  return { chosen: values('chosen'), alternatives: values('alternatives') };
}

/** @param product of two sketches in their own units. */
function inProductUnits(product: number): number {
  return Math.max(-mostUnits, Math.min(mostUnits, Math.round((product * sketchUnit * sketchUnit) / productUnit)));
}
