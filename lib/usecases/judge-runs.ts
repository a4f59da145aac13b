import { StoreError } from '../domain/errors.ts';
import type { FleetTask } from '../domain/fleet.ts';
import type { Judgement } from '../domain/judgement.ts';
import type { ClosedBecause, RunRecord } from '../domain/run.ts';
import type { Clock, Stores } from './ports.ts';

export interface JudgeRunsDeps {
  readonly stores: Pick<Stores, 'runs'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Judges a run that is over, with everything that is stored about its endpoint. */
  readonly judge: (run: RunRecord) => Promise<Judgement>;
}

/** A run that is over, and what it showed. */
export interface Judged {
  readonly run: RunRecord;
  readonly judgement: Judgement;
}

/**
 * Seals the runs of a task with what arrived, and judges them in the order of time. Repeated, it changes nothing: a
 * sealed run keeps its outcome, and judging is a function of what is stored.
 *
 * @throws {StoreError} for a run that was never planned.
 */
export async function judgeRuns(
  { judge: runs, run: current, isCutShort }: Pick<FleetTask, 'judge' | 'run' | 'isCutShort'>,
  deps: JudgeRunsDeps,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const run of runs) {
    const sealed = await seal(run, isCutShort && run === current ? 'budget' : undefined, deps);
    judged.push({ run: sealed, judgement: await deps.judge(sealed) });
  }
  return judged;
}

/** The record of a run, which is over from now on; `closed` says that draws are missing. */
async function seal(
  run: string,
  because: ClosedBecause | undefined,
  { stores, clock }: JudgeRunsDeps,
): Promise<RunRecord> {
  const record = await stores.runs.get(run);
  if (record === undefined) throw new StoreError(`run ${run} is to be judged but was never planned`);
  if (record.status !== 'open') return record;
  const isWhole = record.completed + record.failed === record.planned;
  const finishedAt = clock.now().toISOString();
  return stores.runs.close(
    run,
    isWhole ? { status: 'finished', finishedAt } : { status: 'closed', finishedAt, because },
  );
}
