import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { StoreError } from '../domain/errors.ts';
import { type CalibrationRun, layRun, type StoredRun } from './calibration-run.ts';
import type { CalibrationSet } from './calibration-set.ts';
import type { Cohort } from './cohort.ts';
import { type DetectorState, detectorVersion } from './detector.ts';
import { FeatureLayout, type LayoutParts } from './layout.ts';
import { type Packed, pack, unpack } from './pack.ts';

/** A detector as it is stored: of which epoch, and what it remembers. */
export interface StoredDetector {
  readonly epoch: number;
  readonly state: DetectorState;
}

/** Bytes that `decodeDetector` turns back into an equal detector; the same detector always gives the same. */
export function encodeDetector({ epoch, state }: StoredDetector): Uint8Array {
  const packed = pack({ version: detectorVersion, epoch, ...state, cohorts: state.cohorts.map(storedCohort) });
  return zstdCompressSync(JSON.stringify(packed));
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

type StoredCalibrationRun = StoredRun & Pick<CalibrationRun, 'slot' | 'products'>;

type StoredCohort =
  | Extract<Cohort, { kind: 'learning' }>
  | {
      readonly kind: 'armed';
      readonly layout: LayoutParts;
      readonly beganAt?: string;
      readonly pool: readonly StoredCalibrationRun[];
      readonly newest: readonly StoredCalibrationRun[];
    };

function parse(bytes: Uint8Array): Omit<DetectorState, 'cohorts'> & {
  version: string;
  epoch: number;
  cohorts: readonly StoredCohort[];
} {
  try {
    return unpack(JSON.parse(zstdDecompressSync(bytes).toString()) as Packed) as ReturnType<typeof parse>;
  } catch (cause) {
    throw new StoreError('stored detector state cannot be read', { cause });
  }
}

function storedCohort(cohort: Cohort): StoredCohort {
  if (cohort.kind === 'learning') return cohort;
  const { layout, pool, newest, beganAt } = cohort.set;
  const { goldens, properties, draws } = layout;
  return {
    kind: 'armed',
    layout: { goldens, properties, draws },
    ...(beganAt === undefined ? {} : { beganAt }),
    pool: pool.map(storeCalibrationRun),
    newest: newest.map(storeCalibrationRun),
  };
}

function storeCalibrationRun({
  run,
  at,
  number,
  category,
  profiles,
  features,
  slot,
  products,
}: CalibrationRun): StoredCalibrationRun {
  const known = category === undefined ? {} : { category };
  return { run, at, number, ...known, profiles, features, slot, products };
}

function liveCohort(cohort: StoredCohort): Cohort {
  if (cohort.kind === 'learning') return cohort;
  const layout = new FeatureLayout(cohort.layout);
  const live = ({ slot, products, ...run }: StoredCalibrationRun) => layRun(run, slot, products, layout);
  const { pool, newest, beganAt } = cohort;
  const set: CalibrationSet = {
    layout,
    pool: pool.map(live),
    newest: newest.map(live),
    ...(beganAt === undefined ? {} : { beganAt }),
  };
  return { kind: 'armed', goldens: layout.goldens, set };
}
