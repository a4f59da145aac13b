import type { Draw, ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { sortByKey } from '../../domain/sort-by-key.ts';
import { PartwiseRun } from '../../drift/partwise-run.ts';
import type { PreparedRun } from '../../drift/run-profile.ts';
import { type Design, DesignedRun } from './design.ts';
import { type ObserveStores, observeInParts } from './observe-stored.ts';

/** A run that is learned again: its numbers, and the draws of the goldens that a look around a change takes. */
export interface LearnedRun {
  readonly prepared: PreparedRun;
  readonly sample: ObservedRun;
}

export interface Learning {
  /** Draws of each golden to use at most; a run with more is taken as if it had no others. */
  readonly design: Design;
  /** Draws that the detector uses of them. */
  readonly used: Design;
  /** Whether the draws of a golden are kept, by key. */
  readonly isKept: (key: string) => boolean;
}

/**
 * Reads a sealed run to learn it again, some goldens at a time: of a large run no more than that and the sample is in memory.
 *
 * @throws {UnreadableError} if its answers are missing or damaged.
 */
export async function readLearnedRun(
  record: RunRecord,
  { design, used, isKept }: Learning,
  stores: ObserveStores,
): Promise<LearnedRun> {
  const whole = new DesignedRun(design);
  const run = new PartwiseRun(used);
  const kept: (readonly [string, readonly Draw[]])[] = [];
  const draws = (goldens: ObservedRun['goldens']) => {
    const cut = whole.cut(goldens);
    run.add(cut);
    for (const one of cut) if (isKept(one[0])) kept.push(one);
  };
  const counted = whole.counted(await observeInParts(record, stores, { draws }));
  return { prepared: run.prepared(counted), sample: { ...counted, goldens: sortByKey(kept) } };
}
