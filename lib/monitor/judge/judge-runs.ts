import { StoreError } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { TickTask } from '../../domain/run/tick.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';

export interface SealDeps {
  readonly stores: Pick<Stores, 'runs'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface JudgeRunsDeps extends SealDeps {
  /** Judges a run that is over, with everything that is stored about its endpoint. */
  readonly judge: (run: RunRecord) => Promise<Judgement>;
}

/** A run that is over, and what it showed. */
export interface Judged {
  readonly run: RunRecord;
  readonly judgement: Judgement;
}

/** What is said of runs in a task. */
type RunsOfTask = Pick<TickTask, 'judge' | 'run' | 'isCutShort'>;

/**
 * Seals the runs of a task with what arrived, and judges them in the order of time. Repeated, it changes nothing: a
 * sealed run keeps its outcome, and judging is a function of what is stored.
 *
 * @throws {StoreError} for a run that was never planned.
 */
export async function judgeRuns(task: RunsOfTask, deps: JudgeRunsDeps): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const run of task.judge) {
    const sealed = await seal(run, task, deps);
    judged.push({ run: sealed, judgement: await deps.judge(sealed) });
  }
  return judged;
}

/** Seals the runs of a task and leaves it at that: their endpoint is watched no more, and nobody says how to judge it. */
export async function sealRuns(task: RunsOfTask, deps: SealDeps): Promise<void> {
  for (const run of task.judge) await seal(run, task, deps);
}

/** The record of a run, which is over from now on; `closed` says that draws are missing. */
async function seal(run: string, task: RunsOfTask, { stores, clock }: SealDeps): Promise<RunRecord> {
  const record = await stores.runs.get(run);
  if (record === undefined) throw new StoreError(`run ${run} is to be judged but was never planned`);
  if (record.status !== 'open') return record;
  const status = record.completed + record.failed === record.planned ? 'finished' : 'closed';
  const because = task.isCutShort && run === task.run ? 'budget' : undefined;
  return stores.runs.close(run, { status, finishedAt: clock.now().toISOString(), because });
}
