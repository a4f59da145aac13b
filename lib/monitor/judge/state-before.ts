import type { RunRecord } from '../../domain/run/run.ts';
import { currentEpoch, type Epoch } from '../../domain/verdict/epoch.ts';
import type { LearnedAgain } from '../../domain/verdict/judgement.ts';
import { decodeDetector, OtherDetectorError, type StoredDetector } from '../../drift/detector-codec.ts';
import { type DetectorState, newDetector } from '../../drift/detector-state.ts';
import type { JudgingSettings } from '../../drift/judge.ts';
import { learnAgain } from '../../drift/learn-again.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Design, hasMore, smallerDesign } from './design.ts';
import type { ObserveStores } from './observe-stored.ts';
import { inFullSize, inSmallerSize } from './other-size.ts';
import { isOfEpoch, type RelearnStores, type RelearnTask, relearn } from './relearn.ts';

/** Bringing baselines together reads as many runs as are kept; where it fails it is tried again after so many runs. */
const triedEvery = 24;

/** Runs with more draws from which a baseline is learned again: as many as a pool holds, of the newest that a set can. */
const [fewestWithMore, mostWithMore] = [120, 184];

const isArmed = ({ kind }: DetectorState['cohorts'][number]) => kind === 'armed';

/** What was stored, or why it is of no use: what it was made of is stored, so it can be made again. */
export type Read = StoredDetector | { readonly useless: 'other-detector' | 'damaged-state' };

export function readDetector(state: Uint8Array): Read {
  try {
    return decodeDetector(state);
  } catch (error) {
    return { useless: error instanceof OtherDetectorError ? 'other-detector' : 'damaged-state' };
  }
}

/** What judging reads and writes. */
export type JudgeStores = ObserveStores & Pick<Stores, 'detectors' | 'judgements' | 'epochs' | 'incidents' | 'commit'>;

export interface JudgeContext {
  readonly epochs: readonly Epoch[];
  readonly settings: JudgingSettings;
  readonly stores: JudgeStores;
}

/** The state that the run is judged with: the stored one, or one made anew where that cannot be gone on from. */
export async function stateBefore(
  record: RunRecord,
  detector: Read | undefined,
  asked: Design | undefined,
  { epochs, settings, stores }: JudgeContext,
): Promise<{ before: DetectorState; learnedAgain?: LearnedAgain }> {
  const current = currentEpoch(epochs);
  const epoch = epochs.find(({ number, returnsTo }) => number === record.epoch && returnsTo === undefined);
  // Planned for an epoch that never began, or that another configuration began.
  if (record.begins !== undefined && (epoch === undefined || !isOfEpoch(record, epoch)))
    return { before: newDetector() };

  const isOfUse = detector !== undefined && !('useless' in detector) && detector.epoch === record.epoch;
  const fewer = isOfUse && asked !== undefined ? smallerDesign(asked, detector.state) : new Map<string, number>();
  const task = { before: record, epoch, settings };
  if (isOfUse && asked !== undefined && fewer.size > 0 && record.shrunk !== undefined) {
    const smaller = await inSmallerSize(detector.state, asked, task, stores);
    if (smaller !== undefined) return smaller;
  }
  if (isOfUse && fewer.size === 0 && !detector.state.applied.includes(record.run)) {
    const anew =
      (await inFullSize(detector.state, asked, task, stores)) ??
      (await withMoreDraws(detector.state, asked, task, stores)) ??
      (await inOneBaseline(detector.state, asked, task, stores));
    return anew ?? { before: detector.state };
  }
  const design = asked ?? new Map<string, number>();
  const learned = await relearn({ before: record, epoch, settings, design }, stores);
  if (learned.state.counted + learned.unreadable === 0) return { before: learned.state };
  const why =
    fewer.size > 0
      ? 'fewer-draws'
      : detector !== undefined && 'useless' in detector
        ? detector.useless
        : current?.number === record.epoch
          ? 'returned'
          : undefined;
  const { state: before, runs, unreadable } = learned;
  return { before, ...(why === undefined ? {} : { learnedAgain: { why, runs, unreadable } }) };
}

/**
 * The state with goldens that came at different times learned over the same runs, once there are so many that nothing is
 * lost by it: judged together, a change of all of them is found sooner. Undefined while there is nothing to bring together.
 */
async function inOneBaseline(
  state: DetectorState,
  asked: Design | undefined,
  task: Pick<RelearnTask, 'before' | 'epoch' | 'settings'>,
  stores: RelearnStores,
): Promise<{ before: DetectorState; learnedAgain: LearnedAgain } | undefined> {
  if (asked === undefined || state.drift !== undefined || state.counted % triedEvery !== 0) return undefined;
  const again = learnAgain(state, asked);
  if (again?.why !== 'cohorts-can-merge') return undefined;
  const learned = await relearn({ ...task, design: again.design, only: again.runs }, stores);
  const { runs, unreadable } = learned;
  const isOne = learned.state.cohorts.length < state.cohorts.length && learned.state.cohorts.every(isArmed);
  if (unreadable > 0 || !isOne) return undefined;
  // What the server showed beside its answers, and which runs are known, do not depend on goldens.
  const { tripwires, applied } = state;
  return {
    before: { ...learned.state, tripwires, applied },
    learnedAgain: { why: 'one-baseline', runs, unreadable },
  };
}

/**
 * The state learned again with as many draws as are asked for by now, once so many runs had them that the baseline is as long as
 * it ever gets: until then, what is drawn beyond the baseline's draws says nothing. Undefined where nothing is gained.
 */
async function withMoreDraws(
  state: DetectorState,
  asked: Design | undefined,
  task: Pick<RelearnTask, 'before' | 'epoch' | 'settings'>,
  stores: RelearnStores,
): Promise<{ before: DetectorState; learnedAgain: LearnedAgain } | undefined> {
  if (asked === undefined || state.drift !== undefined || state.counted % triedEvery !== 0) return undefined;
  if (!state.cohorts.every(isArmed) || !hasMore(asked, state)) return undefined;
  const { endpoint, epoch, planned } = task.before;
  const listed = await stores.runs.list({ endpoint, epoch, last: mostWithMore });
  const alike = listed.filter((run) => run.run !== task.before.run && run.planned >= planned && run.status !== 'open');
  if (alike.length < fewestWithMore) return undefined;
  const learned = await relearn({ ...task, design: asked, only: alike.map(({ run }) => run) }, stores);
  const { runs, unreadable } = learned;
  const { cohorts } = learned.state;
  const isGain = cohorts.every(isArmed) && cohorts.length <= state.cohorts.length && !hasMore(asked, learned.state);
  if (unreadable > 0 || !isGain) return undefined;
  const { tripwires, applied } = state;
  return { before: { ...learned.state, tripwires, applied }, learnedAgain: { why: 'more-draws', runs, unreadable } };
}
