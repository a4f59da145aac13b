import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { StoreError } from '../domain/errors.ts';
import { ascendingBytes, ascendingValues } from './ascending-bytes.ts';
import { type CalibrationRun, layRun, type StoredRun } from './calibration-run.ts';
import type { CalibrationSet } from './calibration-set.ts';
import type { Cohort } from './cohort.ts';
import { type DetectorState, detectorVersion } from './detector.ts';
import { FeatureLayout, type LayoutParts } from './layout.ts';
import { pack, unpack } from './pack.ts';
import type { GoldenProfile } from './run-profile.ts';

/** A detector as it is stored: of which epoch, and what it remembers. */
export interface StoredDetector {
  readonly epoch: number;
  readonly state: DetectorState;
}

/** Most of a state is noise: higher levels take three times as long for nothing. */
const compression = 1;

/** Bytes that `decodeDetector` turns back into an equal detector; the same detector always gives the same. */
export function encodeDetector({ epoch, state }: StoredDetector): Uint8Array {
  const packed = pack({ version: detectorVersion, epoch, ...state, cohorts: state.cohorts.map(storedCohort) });
  return zstdCompressSync(packed, { params: { [constants.ZSTD_c_compressionLevel]: compression } });
}

/** A detector that learned by other rules: of it, only the epoch can be told. */
export class OtherDetectorError extends StoreError {
  readonly epoch: number;
  readonly version: string;

  constructor(version: string, epoch: number) {
    super(`stored detector state is ${version}, expected ${detectorVersion}`);
    this.version = version;
    this.epoch = epoch;
  }
}

/**
 * @throws {OtherDetectorError} for bytes of another version.
 * @throws {StoreError} for bytes that are none of ours. What is stored can always be learned again from samples.
 */
export function decodeDetector(bytes: Uint8Array): StoredDetector {
  const { version, epoch, ...state } = parse(bytes);
  if (version !== detectorVersion) throw new OtherDetectorError(String(version), epoch);
  return { epoch, state: { ...state, cohorts: state.cohorts.map(liveCohort) } };
}

type StoredCohort =
  | Extract<Cohort, { kind: 'learning' }>
  | {
      readonly kind: 'armed';
      readonly layout: LayoutParts;
      readonly beganAt?: string;
      readonly pool: readonly PackedRun[];
      readonly newest: readonly PackedRun[];
      /** Products of each run with all before it, run by run and then golden by golden. */
      readonly products: Int16Array;
    };

/** A run whose features are stored as their gaps; as they are, in what was written until a short time ago. */
type PackedRun = Omit<StoredRun, 'features' | 'profiles'> & {
  readonly profiles: readonly (PackedProfile | undefined)[];
  readonly features: {
    readonly pairs: Uint8Array | Uint16Array;
    readonly units: Uint8Array | Uint16Array;
    readonly draws: number;
  };
};

/** Without what a run of a calibration set has no more; see `runInLayout`. */
type PackedProfile = Omit<GoldenProfile, 'pairs' | 'ownUnits'>;

function parse(bytes: Uint8Array): Omit<DetectorState, 'cohorts'> & {
  version: string;
  epoch: number;
  cohorts: readonly StoredCohort[];
} {
  try {
    const packed = zstdDecompressSync(bytes);
    return (isJson(packed) ? formerState(packed) : unpack(packed)) as ReturnType<typeof parse>;
  } catch (cause) {
    throw new StoreError('stored detector state cannot be read', { cause });
  }
}

/** What is packed begins with a length: one that reads as the beginning of an object in JSON would be of two gigabytes. */
function isJson(packed: Buffer): boolean {
  return packed.toString('latin1', 0, 4).startsWith('{"ve');
}

/** Until a short time ago all of it was JSON, and held less. */
function formerState(packed: Buffer): object {
  const former = JSON.parse(packed.toString());
  return { ...former, version: `${former.version} as JSON` };
}

function storedCohort(cohort: Cohort): StoredCohort {
  if (cohort.kind === 'learning') return cohort;
  const { layout, pool, newest, beganAt } = cohort.set;
  const { goldens, properties, draws } = layout;
  return {
    kind: 'armed',
    layout: { goldens, properties, draws },
    ...(beganAt === undefined ? {} : { beganAt }),
    pool: pool.map(storedRun),
    newest: newest.map(storedRun),
    products: productsOf([...pool, ...newest], goldens.length),
  };
}

function storedRun({ run, at, number, category, profiles, features }: CalibrationRun): PackedRun {
  const { pairs, units, draws } = features;
  const gaps = { pairs: ascendingBytes(pairs), units: ascendingBytes(units), draws };
  const known = { run, at, number, ...(category === undefined ? {} : { category }) };
  return { ...known, profiles: profiles.map((profile) => profile && packedProfile(profile)), features: gaps };
}

function packedProfile({ pairs: _, ownUnits: __, ...profile }: GoldenProfile): PackedProfile {
  return profile;
}

const nothing = new Uint16Array();

function unpackedRun({ features: { pairs, units, draws }, profiles, ...run }: PackedRun): StoredRun {
  return {
    ...run,
    profiles: profiles.map((profile) => profile && { ...profile, pairs: nothing, ownUnits: nothing }),
    features: { pairs: valuesOf(pairs), units: valuesOf(units), draws },
  };
}

function valuesOf(stored: Uint8Array | Uint16Array): Uint16Array {
  return stored instanceof Uint8Array ? ascendingValues(stored) : stored;
}

function productsOf(runs: readonly CalibrationRun[], goldens: number): Int16Array {
  const all = new Int16Array(((runs.length * (runs.length - 1)) / 2) * goldens);
  let at = 0;
  for (const [i, { products }] of runs.entries())
    for (const { slot } of runs.slice(0, i)) {
      all.set(products.subarray(slot * goldens, (slot + 1) * goldens), at);
      at += goldens;
    }
  return all;
}

function liveCohort(cohort: StoredCohort): Cohort {
  if (cohort.kind === 'learning') return cohort;
  const layout = new FeatureLayout(cohort.layout);
  const { pool, newest, products, beganAt } = cohort;
  const size = layout.goldens.length;
  const runs = [...pool, ...newest].map((run, i) => {
    const before = ((i * (i - 1)) / 2) * size;
    return layRun(unpackedRun(run), i, products.slice(before, before + i * size), layout);
  });
  const set: CalibrationSet = {
    layout,
    pool: runs.slice(0, pool.length),
    newest: runs.slice(pool.length),
    ...(beganAt === undefined ? {} : { beganAt }),
  };
  return { kind: 'armed', goldens: layout.goldens, set };
}
