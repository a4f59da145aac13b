import { UnreadableError } from '../../domain/errors.ts';
import { goldenKey } from '../../domain/golden/golden-key.ts';
import { type AskedDraw, askedDraw } from '../../domain/run/asked-draw.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { RunRate } from '../../domain/verdict/evidence.ts';
import { PartwiseRun } from '../../drift/partwise-run.ts';
import type { Design, PreparedRun } from '../../drift/run-profile.ts';
import { type ObserveStores, observeInParts, unreadableRun } from './observe-stored.ts';

/** A run as it is judged: numbers, and no answers. */
export interface JudgedRun {
  readonly prepared: PreparedRun;
  /** How often each expectation of each golden failed. */
  readonly ratesByGolden: readonly RunRate[];
  /** Goldens that were answered, steps of chains among them. */
  readonly answered: number;
  readonly asked: readonly AskedDraw[];
  /** Whether its answers are missing or damaged, so that it is judged as if there were none. */
  readonly isUnreadable: boolean;
  /** Draws that there are of each golden. */
  readonly drawn: ReadonlyMap<string, number>;
}

/** Reads a sealed run and reduces it, some goldens at a time. @param design draws to use of each golden, the first so many. */
export async function readJudgedRun(record: RunRecord, design: Design, stores: ObserveStores): Promise<JudgedRun> {
  const run = new PartwiseRun(design);
  const asked: AskedDraw[] = [];
  const drawn = new Map<string, number>();
  const askedFor = onceEach();
  try {
    const counted = await observeInParts(record, stores, {
      samples: (samples) => {
        for (const sample of samples) asked.push(askedFor(sample));
      },
      draws: (goldens) => {
        for (const [key, draws] of goldens) drawn.set(key, draws.length);
        run.add(goldens);
      },
    });
    const { goldens: answered } = run;
    const known = { asked, drawn, answered, isUnreadable: false };
    return { prepared: run.prepared(counted), ratesByGolden: run.ratesByGolden(), ...known };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const prepared = new PartwiseRun(design).prepared(unreadableRun(record));
    return { prepared, ratesByGolden: [], answered: 0, asked: [], drawn: new Map(), isUnreadable: true };
  }
}

/** Whether two designs use the same draws of a run. */
export function usesTheSame({ drawn }: Pick<JudgedRun, 'drawn'>, one: Design, other: Design): boolean {
  const used = (design: Design, key: string, draws: number) => Math.min(draws, design.get(key) ?? draws);
  return [...drawn].every(([key, draws]) => used(one, key, draws) === used(other, key, draws));
}

/** Draws of one golden that just were answered are one object: nothing tells them apart. */
function onceEach(): (sample: Sample) => AskedDraw {
  const plain = new Map<string, AskedDraw>();
  return (sample) => {
    const one = askedDraw(sample);
    if (one.error !== undefined || one.failedAttempts !== undefined) return one;
    const known = plain.get(goldenKey(sample)) ?? one;
    plain.set(goldenKey(sample), known);
    return known;
  };
}
