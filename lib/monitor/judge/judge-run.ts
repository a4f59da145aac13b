import { StoreError } from '../../domain/errors.ts';
import { countFailures, failedDraws } from '../../domain/run/failed-draws.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { currentEpoch, type Epoch } from '../../domain/verdict/epoch.ts';
import { type FailureShares, noFailures } from '../../domain/verdict/failure-shares.ts';
import type { Judgement, LearnedAgain } from '../../domain/verdict/judgement.ts';
import { type DetectorState, detectorVersion, newDetector, rememberedRuns } from '../../drift/detector.ts';
import { decodeDetector, encodeDetector, OtherDetectorError, type StoredDetector } from '../../drift/detector-codec.ts';
import { explain } from '../../drift/explain.ts';
import { watchFailures } from '../../drift/failure-facts.ts';
import { type JudgingSettings, judge } from '../../drift/judge.ts';
import { learnAgain } from '../../drift/learn-again.ts';
import { runRates } from '../../drift/run-rates.ts';
import { goldenKey } from '../../features/observe-run.ts';
import type { Stores } from '../../ports/stores.ts';
import { beginEpoch } from './begin-epoch.ts';
import { coverageOf } from './coverage-of.ts';
import { coveredVerdict } from './covered-verdict.ts';
import { type Design, designOf, smallerDesign } from './design.ts';
import { lookAround } from './look-around.ts';
import { observeStored } from './observe-stored.ts';
import { oneRunFactsOf } from './one-run.ts';
import { ownFacts } from './own-facts.ts';
import { isOfEpoch, type RelearnTask, relearn } from './relearn.ts';

export type { JudgingSettings } from '../../drift/judge.ts';

export interface JudgeDeps {
  readonly stores: Pick<Stores, 'runs' | 'detectors' | 'judgements' | 'goldens' | 'epochs'>;
}

const triesToWrite = 5;

/** Bringing baselines together reads as many runs as are kept; where it fails it is tried again after so many runs. */
const triedEvery = 24;

const isArmed = ({ kind }: DetectorState['cohorts'][number]) => kind === 'armed';

/**
 * Judges a sealed run: what it showed, what that covers, what is decided, and, where drift is detected, since when, how
 * much and where. A function of what is stored: judged again, by whomever, it gives the same judgement and changes nothing.
 * A run that begins an epoch, because it was planned to and got its share of answers, does so first.
 *
 * @throws {StoreError} if somebody else judges the same endpoint at the same time and always wins.
 *
 * Cost: one read of the run's samples, of the judgement before and of the detector's state; while drift is detected also
 * of at most 80 earlier runs. Where the state cannot be gone on from, it is made anew from at most 500 runs (`relearn`).
 */
export async function judgeRun(run: RunRecord, settings: JudgingSettings, { stores }: JudgeDeps): Promise<Judgement> {
  for (let tries = 0; tries < triesToWrite; tries++) {
    const epochs = await beginEpoch(run, stores.epochs);
    const stored = await stores.detectors.load(run.endpoint);
    const detector = stored === undefined ? undefined : readDetector(stored.state);
    // Read after the state: whoever applied the run had written its judgement before.
    const judged = await stores.judgements.get(run.run);
    const isCurrent = isOfCurrentEpoch(run, epochs, detector);
    const revision = stored?.revision ?? 0;
    if (judged !== undefined && (!isCurrent || isApplied(run, judged, detector, revision))) return judged;

    const { judgement, state } = await judgeStored(run, detector, isCurrent ? revision + 1 : undefined, {
      epochs,
      settings,
      stores,
    });
    // The judgement first: if this process dies in between, the next one computes the same and goes on.
    await stores.judgements.put(judgement);
    if (!isCurrent) return judgement;
    if (await stores.detectors.save(run.endpoint, encodeDetector({ epoch: run.epoch, state }), revision))
      return judgement;
  }
  throw new StoreError(`endpoint ${run.endpoint}: its detector changed ${triesToWrite} times while a run was judged`);
}

/** What was stored, or why it is of no use: what it was made of is stored, so it can be made again. */
type Read = StoredDetector | { readonly useless: 'other-detector' | 'damaged-state' };

function readDetector(state: Uint8Array): Read {
  try {
    return decodeDetector(state);
  } catch (error) {
    return { useless: error instanceof OtherDetectorError ? 'other-detector' : 'damaged-state' };
  }
}

/** Whether the run is one of the epoch that is watched now; others are judged by themselves and teach nothing. */
function isOfCurrentEpoch(run: RunRecord, epochs: readonly Epoch[], detector: Read | undefined): boolean {
  const current = currentEpoch(epochs);
  if (current !== undefined) return current.number === run.epoch && isOfEpoch(run, current);
  // Planned to begin the first epoch, and not answered.
  if (run.begins !== undefined) return false;
  return detector === undefined || 'useless' in detector || detector.epoch <= run.epoch;
}

/**
 * Whether the state knows a run that has been judged. What is older than its memory was applied before the state had the
 * revisions that it has by now; that does not ask the clock.
 */
function isApplied(run: RunRecord, judged: Judgement, detector: Read | undefined, revision: number): boolean {
  if (detector === undefined || 'useless' in detector) return false;
  const { epoch, state } = detector;
  if (epoch !== run.epoch) return false;
  if (state.applied.includes(run.run)) return true;
  if (state.applied.length < rememberedRuns) return false;
  if (judged.sequence !== undefined) return judged.sequence + rememberedRuns <= revision;
  return run.run < (state.applied[0] as string); // judged by a version that kept no order
}

interface JudgeContext {
  readonly epochs: readonly Epoch[];
  readonly settings: JudgingSettings;
  readonly stores: JudgeDeps['stores'];
}

async function judgeStored(
  record: RunRecord,
  detector: Read | undefined,
  sequence: number | undefined,
  context: JudgeContext,
): Promise<{ judgement: Judgement; state: DetectorState }> {
  const { settings, stores } = context;
  const { observed, samples } = await observeStored(record, stores);
  const { before, learnedAgain } = await stateBefore(record, detector, designOf(record, samples), context);
  const { state, evidence, verdict, change } = await judge(
    before,
    observed,
    settings,
    lookAround(record, () => before, stores),
  );
  const previous = await previousJudgement(before, record, stores);
  const coverage = coverageOf({ record, samples, evidence, verdict, previous });
  const failures = failureShares(record, samples, previous?.failureShares);
  const explanation = change && explain({ ...change, seed: `${record.endpoint}\n${record.run}` });
  const failed = failedDraws(samples, goldenKey);
  return {
    state,
    judgement: {
      run: record.run,
      endpoint: record.endpoint,
      epoch: record.epoch,
      detector: detectorVersion,
      evidence: {
        run: record.run,
        at: record.plannedAt,
        planned: record.planned,
        completed: record.completed,
        failed: record.failed,
        rates: [...runRates(observed)],
        ...evidence,
        facts: [
          ...evidence.facts,
          ...oneRunFactsOf(record.run, evidence.oneRunFacts ?? [], previous),
          ...failures.facts,
          ...ownFacts(record, evidence, previous?.coverage),
        ],
      },
      verdict: coveredVerdict(verdict, coverage, evidence),
      ...(explanation === undefined ? {} : { explanation }),
      ...(coverage === undefined ? {} : { coverage }),
      ...(failed.length === 0 ? {} : { failedDraws: failed }),
      failureShares: failures.shares,
      ...(sequence === undefined ? {} : { sequence }),
      ...(learnedAgain === undefined ? {} : { learnedAgain }),
    },
  };
}

function failureShares(record: RunRecord, samples: readonly Sample[], before: FailureShares = noFailures) {
  return watchFailures(before, countFailures(record.run, samples));
}

/** The state that the run is judged with: the stored one, or one made anew where that cannot be gone on from. */
async function stateBefore(
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
  if (isOfUse && fewer.size === 0 && !detector.state.applied.includes(record.run)) {
    const merged = await inOneBaseline(detector.state, asked, { before: record, epoch, settings }, stores);
    return merged ?? { before: detector.state };
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
  stores: JudgeDeps['stores'],
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

/** The judgement of the run that was applied last, as far as it is one of the same epoch. */
async function previousJudgement(
  { applied }: DetectorState,
  { endpoint, epoch }: RunRecord,
  { judgements }: JudgeDeps['stores'],
): Promise<Judgement | undefined> {
  const run = applied.at(-1);
  const previous = run === undefined ? undefined : await judgements.get(run);
  return previous?.epoch === epoch && previous.endpoint === endpoint ? previous : undefined;
}
