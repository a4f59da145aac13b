import { mapConcurrently } from '../../domain/map-concurrently.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { LearnedAgain } from '../../domain/verdict/judgement.ts';
import type { DetectorState } from '../../drift/detector-state.ts';
import { type Design, hasMore } from './design.ts';
import { isOfEpoch, type RelearnStores, type RelearnTask, relearn } from './relearn.ts';

/**
 * Judging runs that were made smaller because the budget of a month would not have lasted. While they are, every run counts
 * with as many draws of each golden as a smaller one has; afterwards those count that were made in full. The state is learned
 * again from stored runs, and no run is tested a second time: the promise counts one test a run and size.
 */

/** Runs that are learned: as many as a state keeps. */
const mostLearned = 184;

/** Judgements that are read at once. */
const atOnce = 16;

/** Going back to the full size is tried with the first full run, and again after so many where that was not possible. */
const triedEvery = 24;

type Task = Pick<RelearnTask, 'before' | 'epoch' | 'settings'>;

interface OtherSize {
  readonly before: DetectorState;
  readonly learnedAgain: LearnedAgain;
}

/**
 * The state with as few draws as a smaller run has; undefined while drift is in progress, or where too little is stored for a
 * baseline of as many goldens.
 */
export async function inSmallerSize(
  state: DetectorState,
  asked: Design,
  task: Task,
  stores: RelearnStores,
): Promise<OtherSize | undefined> {
  if (state.drift !== undefined) return undefined;
  return learnedFrom(await quietRuns(task, stores), { state, asked, why: 'smaller-run' }, task, stores);
}

/** The state with as many draws as full runs have, once they are made again; undefined where it has them, or cannot yet. */
export async function inFullSize(
  state: DetectorState,
  asked: Design | undefined,
  task: Task,
  stores: RelearnStores,
): Promise<OtherSize | undefined> {
  const { shrunk, endpoint, plannedAt: until } = task.before;
  if (asked === undefined || shrunk !== undefined || state.drift !== undefined || !hasMore(asked, state))
    return undefined;
  const [last] = await stores.runs.list({ endpoint, until, last: 1 });
  if (last?.shrunk === undefined && state.counted % triedEvery !== 0) return undefined;
  const runs = await quietRuns(task, stores);
  if (!runs.some((run) => run.shrunk !== undefined)) return undefined;
  const whole = runs.filter((run) => run.shrunk === undefined);
  return learnedFrom(whole, { state, asked, why: 'full-run' }, task, stores);
}

async function learnedFrom(
  chosen: readonly RunRecord[],
  { state, asked, why }: { readonly state: DetectorState; readonly asked: Design; readonly why: LearnedAgain['why'] },
  task: Task,
  stores: RelearnStores,
): Promise<OtherSize | undefined> {
  const only = chosen.slice(-mostLearned).map(({ run }) => run);
  const learned = await relearn({ ...task, design: asked, only }, stores);
  const { runs, unreadable } = learned;
  const { cohorts } = learned.state;
  const isWhole = cohorts.length > 0 && cohorts.every(({ kind }) => kind === 'armed');
  if (!isWhole || cohorts.length > state.cohorts.length) return undefined;
  // What the server showed beside its answers, and which runs are known, do not depend on sizes.
  const { tripwires, applied } = state;
  return { before: { ...learned.state, tripwires, applied }, learnedAgain: { why, runs, unreadable } };
}

/** Runs of the epoch before this one that were judged without an alarm, in the order in which they were judged. */
async function quietRuns({ before, epoch }: Task, { runs, judgements }: RelearnStores): Promise<RunRecord[]> {
  const listed = await runs.list({
    endpoint: before.endpoint,
    epoch: before.epoch,
    until: before.plannedAt,
    last: 2 * mostLearned,
  });
  const closed = listed.filter((run) => run.status !== 'open' && run.run !== before.run && isOfEpoch(run, epoch));
  const judged = await mapConcurrently(closed, atOnce, async (record) => {
    const judgement = await judgements.get(record.run);
    if (judgement === undefined || judgement.verdict.kind === 'drift-detected') return [];
    return [{ record, sequence: judgement.sequence ?? 0 }];
  });
  return judged
    .flat()
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ record }) => record);
}
