import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { StoreError } from '../domain/errors.ts';
import { type CalibrationRun, layRun } from './calibration-run.ts';
import type { CalibrationSet } from './calibration-set.ts';
import type { Cohort } from './cohort.ts';
import { type DetectorState, detectorVersion } from './detector-state.ts';
import { FeatureLayout, type LayoutParts } from './layout.ts';
import { pack, unpack } from './pack.ts';
import { joinProducts, type StoredProducts, splitProducts } from './stored-products.ts';
import { restoreRuns, type StoredRuns, storeRuns } from './stored-runs.ts';

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
  if (state.cohorts.some(isFormer)) throw new OtherDetectorError(`${version}, run by run`, epoch);
  return { epoch, state: { ...state, cohorts: state.cohorts.map(liveCohort) } };
}

type StoredCohort =
  | Extract<Cohort, { kind: 'learning' }>
  | {
      readonly kind: 'armed';
      readonly layout: LayoutParts;
      readonly beganAt?: string;
      /** The pool's runs, and then the newest, oldest first. */
      readonly runs: StoredRuns;
      readonly pool: number;
      /** Products of each run with all before it, run by run and then golden by golden. */
      readonly products: StoredProducts;
    };

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

/** Until a short time ago all of it was JSON, and held less; then runs stood one by one, and held more. */
function formerState(packed: Buffer): object {
  const former = JSON.parse(packed.toString());
  return { ...former, version: `${former.version} as JSON` };
}

function isFormer(cohort: StoredCohort): boolean {
  return cohort.kind === 'armed' && cohort.runs === undefined;
}

function storedCohort(cohort: Cohort): StoredCohort {
  if (cohort.kind === 'learning') return cohort;
  const { layout, pool, newest, beganAt } = cohort.set;
  const { goldens, properties, draws } = layout;
  const runs = [...pool, ...newest];
  return {
    kind: 'armed',
    layout: { goldens, properties, draws },
    ...(beganAt === undefined ? {} : { beganAt }),
    runs: storeRuns(runs, goldens.length),
    pool: pool.length,
    products: splitProducts(productsOf(runs, goldens.length), goldens.length),
  };
}

function productsOf(runs: readonly CalibrationRun[], goldens: number): Int16Array {
  const all = new Int16Array(((runs.length * (runs.length - 1)) / 2) * goldens);
  let at = 0;
  for (let i = 0; i < runs.length; i++) {
    const { products } = runs[i] as CalibrationRun;
    for (let j = 0; j < i; j++) {
      const from = (runs[j] as CalibrationRun).slot * goldens;
      for (let golden = 0; golden < goldens; golden++) all[at++] = products[from + golden] as number;
    }
  }
  return all;
}

function liveCohort(cohort: StoredCohort): Cohort {
  if (cohort.kind === 'learning') return cohort;
  const layout = new FeatureLayout(cohort.layout);
  const products = joinProducts(cohort.products);
  const size = layout.goldens.length;
  const runs = restoreRuns(cohort.runs, layout).map((run, i) => {
    const before = ((i * (i - 1)) / 2) * size;
    return layRun(run, i, products.subarray(before, before + i * size), layout);
  });
  const { pool, beganAt } = cohort;
  const set: CalibrationSet = {
    layout,
    pool: runs.slice(0, pool),
    newest: runs.slice(pool),
    ...(beganAt === undefined ? {} : { beganAt }),
  };
  return { kind: 'armed', goldens: layout.goldens, set };
}
