import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { StoreError } from '../domain/errors.ts';
import { Bag } from './bag.ts';
import { type ContextEntry, ContextTable } from './context-table.ts';
import { type DetectorState, detectorVersion } from './detector.ts';
import { type Packed, pack, unpack } from './pack.ts';
import { Panel, type StoredRun } from './panel.ts';
import type { Phase } from './rank-run.ts';
import { RarityTable } from './rarity-table.ts';
import { Reference } from './reference.ts';
import { RunSet, type RunSums } from './run-set.ts';

/** A detector as it is stored: of which epoch, and what it remembers. */
export interface StoredDetector {
  readonly epoch: number;
  readonly state: DetectorState;
}

/** Bytes that `decodeDetector` turns back into an equal detector; the same detector always gives the same. */
export function encodeDetector({ epoch, state }: StoredDetector): Uint8Array {
  const packed = pack({ version: detectorVersion, epoch, ...state, phase: storedPhase(state.phase) });
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
 * @throws {StoreError} for bytes that are none of ours.
 */
export function decodeDetector(bytes: Uint8Array): StoredDetector {
  const { version, epoch, ...state } = parse(bytes);
  if (version !== detectorVersion) throw new OtherDetectorError(String(version), epoch);
  return { epoch, state: { ...state, phase: livePhase(state.phase) } };
}

type StoredPhase =
  | Extract<Phase, { kind: 'learning' }>
  | { readonly kind: 'bag'; readonly panel: StoredPanel; readonly runs: readonly StoredRun[] }
  | {
      readonly kind: 'reference';
      readonly panel: StoredPanel;
      readonly sums: unknown;
      readonly columns: Reference['columns'];
      readonly statistics: Reference['statistics'];
      readonly scores: Extract<Phase, { kind: 'reference' }>['scores'];
    };
type StoredPanel = Pick<Panel, 'goldens' | 'properties' | 'draws'>;

function parse(bytes: Uint8Array): Omit<DetectorState, 'phase'> & {
  version: string;
  epoch: number;
  phase: StoredPhase;
} {
  try {
    return unpack(JSON.parse(zstdDecompressSync(bytes).toString()) as Packed) as ReturnType<typeof parse>;
  } catch (cause) {
    throw new StoreError('stored detector state cannot be read', { cause });
  }
}

function storedPhase(phase: Phase): StoredPhase {
  switch (phase.kind) {
    case 'learning':
      return phase;
    case 'bag': {
      const runs = phase.bag.runs.map(({ run, at, stratum, profiles, features }) => ({
        run,
        at,
        ...(stratum === undefined ? {} : { stratum }),
        profiles,
        features,
      }));
      return { kind: 'bag', panel: storedPanel(phase.bag.panel), runs };
    }
    case 'reference': {
      const { set, columns, statistics } = phase.reference;
      const { counts, sketches, chosen, alternatives, pairs, units } = set.sums;
      return {
        kind: 'reference',
        panel: storedPanel(set.panel),
        sums: {
          counts,
          sketches,
          chosen: chosen.entries(),
          alternatives: alternatives.entries(),
          pairs: pairs.seen(),
          units: units.seen(),
        },
        columns,
        statistics,
        scores: phase.scores,
      };
    }
  }
}

function livePhase(phase: StoredPhase): Phase {
  switch (phase.kind) {
    case 'learning':
      return phase;
    case 'bag': {
      const panel = new Panel(phase.panel);
      const runs = phase.runs.map((run) => panel.lay(run));
      return { kind: 'bag', bag: new Bag(panel, runs) };
    }
    case 'reference': {
      const panel = new Panel(phase.panel);
      const sums = phase.sums as Record<'chosen' | 'alternatives', ContextEntry[]> &
        Pick<RunSums, 'counts' | 'sketches'> &
        Record<'pairs' | 'units', Uint8Array>;
      const set = new RunSet(panel, {
        counts: sums.counts,
        sketches: sums.sketches,
        chosen: ContextTable.of(sums.chosen, panel.contexts.chosen),
        alternatives: ContextTable.of(sums.alternatives, panel.contexts.alternatives),
        pairs: RarityTable.ofSeen(sums.pairs),
        units: RarityTable.ofSeen(sums.units),
      });
      return {
        kind: 'reference',
        reference: new Reference(set, phase.columns, phase.statistics),
        scores: phase.scores,
      };
    }
  }
}

function storedPanel({ goldens, properties, draws }: Panel): StoredPanel {
  return { goldens, properties, draws };
}
