import { StoreError } from '../../domain/errors.ts';
import { goldenKey } from '../../domain/golden/golden-key.ts';
import type { AskedDraw } from '../../domain/run/asked-draw.ts';
import { countFailures, failedDraws } from '../../domain/run/failed-draws.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import { currentEpoch, type Epoch } from '../../domain/verdict/epoch.ts';
import { type FailureShares, noFailures } from '../../domain/verdict/failure-shares.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Verdict } from '../../domain/verdict/verdict.ts';
import { encodeDetector } from '../../drift/detector-codec.ts';
import { type DetectorState, detectorVersion, newDetector } from '../../drift/detector-state.ts';
import { explain } from '../../drift/explain.ts';
import { watchFailures } from '../../drift/failure-facts.ts';
import { goldenPanel } from '../../drift/golden-panel.ts';
import { type JudgingSettings, judge } from '../../drift/judge.ts';
import { designOfState } from '../../drift/prepare-for.ts';
import type { PreparedRun } from '../../drift/run-profile.ts';
import { incidentAfter } from '../tell/incident-after.ts';
import { beginEpoch } from './begin-epoch.ts';
import { coverageOf } from './coverage-of.ts';
import { coveredVerdict } from './covered-verdict.ts';
import { designOf } from './design.ts';
import { sampledFrom } from './golden-sample.ts';
import { readJudgedRun, usesTheSame } from './judged-run.ts';
import { lookAround } from './look-around.ts';
import { oneRunFactsOf } from './one-run.ts';
import { ownFacts } from './own-facts.ts';
import { readOnce } from './read-once.ts';
import { isOfEpoch } from './relearn.ts';
import { type JudgeContext, type JudgeStores, type Read, readDetector, stateBefore } from './state-before.ts';
import { unlessUnreadable } from './unless-unreadable.ts';

export type { JudgingSettings } from '../../drift/judge.ts';

export interface JudgeDeps {
  readonly stores: JudgeStores;
}

const triesToWrite = 5;

/**
 * Judges a sealed run: what it showed, what that covers, what is decided, and, where drift is detected, since when, how
 * much and where. A function of what is stored: judged again, by whomever, it gives the same judgement and changes nothing.
 * A run that begins an epoch, because it was planned to and got its share of answers, does so first.
 *
 * @throws {StoreError} if somebody else judges the same endpoint at the same time and always wins.
 *
 * Cost: one read of the run's samples, some goldens at a time, of the judgement before and of the detector's state; while drift is detected also
 * of at most 80 earlier runs, and each golden once for all of them. Where the state cannot be gone on from, it is made anew
 * from at most 500 runs (`relearn`).
 */
export async function judgeRun(run: RunRecord, settings: JudgingSettings, deps: JudgeDeps): Promise<Judgement> {
  const stores = { ...deps.stores, goldens: readOnce(deps.stores.goldens) };
  for (let tries = 0; tries < triesToWrite; tries++) {
    const epochs = await beginEpoch(run, stores.epochs);
    const stored = await stores.detectors.load(run.endpoint);
    const before = stored === undefined ? undefined : readDetector(stored.state);
    // Whoever judged the run stored the state after it with it, so that the detector knows it, in the order of then.
    const judged = await stores.judgements.get(run.run);
    if (judged !== undefined) return judged;
    const isCurrent = isOfCurrentEpoch(run, epochs, before);
    const revision = stored?.revision ?? 0;

    const { judgement, state } = await judgeStored(run, before, isCurrent ? revision + 1 : undefined, {
      epochs,
      settings,
      stores,
    });
    if (!isCurrent) {
      await stores.judgements.put(judgement);
      return judgement;
    }
    const { incident, next } = await incidentAfter(judgement, stores);
    const told = incident === undefined ? judgement : { ...judgement, incident: incident.id };
    const detector = { state: encodeDetector({ epoch: run.epoch, state }), expectedRevision: revision };
    // All or nothing: a kill in between would leave a run that the detector never hears of, or drift that opens nothing.
    if (await stores.commit({ judgement: told, detector, ...(next === undefined ? {} : { incident: next }) }))
      return told;
  }
  throw new StoreError(`endpoint ${run.endpoint}: its detector changed ${triesToWrite} times while a run was judged`);
}

/** Whether the run is one of the epoch that is watched now; others are judged by themselves and teach nothing. */
function isOfCurrentEpoch(run: RunRecord, epochs: readonly Epoch[], detector: Read | undefined): boolean {
  const current = currentEpoch(epochs);
  if (current !== undefined) return current.number === run.epoch && isOfEpoch(run, current);
  // Planned to begin the first epoch, and not answered.
  if (run.begins !== undefined) return false;
  return detector === undefined || 'useless' in detector || detector.epoch <= run.epoch;
}

async function judgeStored(
  record: RunRecord,
  detector: Read | undefined,
  sequence: number | undefined,
  context: JudgeContext,
): Promise<{ judgement: Judgement; state: DetectorState }> {
  const { settings, stores } = context;
  const unreadable = new Set<string>();
  const likely = detector === undefined || 'useless' in detector ? newDetector() : detector.state;
  const read = await readJudgedRun(record, designOfState(likely, settings), stores);
  const { asked, answered, isUnreadable } = read;
  if (isUnreadable) unreadable.add(record.run);
  const { before, learnedAgain } = await stateBefore(record, detector, designOf(record, asked), context);
  const [design, needed] = [designOfState(likely, settings), designOfState(before, settings)];
  const isRead = usesTheSame(read, design, needed);
  const { prepared, ratesByGolden } = isRead ? read : await readJudgedRun(record, needed, stores); // learned again otherwise
  const { state, evidence, verdict, change } = await judge(
    before,
    prepared,
    settings,
    lookAround(
      record,
      () => before,
      stores,
      undefined,
      (run) => unreadable.add(run),
    ),
  );
  const previous = await previousJudgement(before, record, stores);
  const coverage = coverageOf({
    record,
    samples: watched(asked, before, prepared, settings),
    evidence,
    verdict,
    previous,
  });
  const failures = failureShares(record, asked, previous?.failureShares);
  const alarms = verdict.kind === 'drift-detected' ? verdict.alarms : [];
  const explained = change && explain({ ...change, alarms, seed: `${record.endpoint}\n${record.run}` });
  const explanation = explained && { ...explained, ...sampledFrom(record, answered) };
  const failed = failedDraws(asked, goldenKey);
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
        rates: [...prepared.rates, ...ratesByGolden],
        ...evidence,
        facts: [
          ...evidence.facts,
          ...oneRunFactsOf(record.run, evidence.oneRunFacts ?? [], previous),
          ...failures.facts,
          ...ownFacts(record, evidence, previous?.coverage),
        ],
      },
      verdict: unreadable.has(record.run) ? unheard(verdict) : coveredVerdict(verdict, coverage, evidence),
      ...(explanation === undefined ? {} : { explanation }),
      ...(coverage === undefined ? {} : { coverage }),
      ...(failed.length === 0 ? {} : { failedDraws: failed }),
      failureShares: failures.shares,
      ...(sequence === undefined ? {} : { sequence }),
      ...(learnedAgain === undefined ? {} : { learnedAgain }),
      ...(unreadable.size === 0 ? {} : { unreadable: [...unreadable].sort() }),
    },
  };
}

/** The draws of those goldens that the detector watches, where a run has more of them. */
function watched(
  draws: readonly AskedDraw[],
  before: DetectorState,
  { profile, asked }: PreparedRun,
  settings: JudgingSettings,
): readonly AskedDraw[] {
  const panel = goldenPanel(before, [...profile.goldens.keys(), ...asked.keys()], settings);
  return panel === undefined ? draws : draws.filter((draw) => panel.has(goldenKey(draw)));
}

/** Of a run that answered and whose answers are lost, nothing is known: least of all that nobody answered. */
function unheard(verdict: Verdict): Verdict {
  if (verdict.kind !== 'inconclusive' || verdict.reason !== 'unreachable') return verdict;
  return { ...verdict, reason: 'too-few-samples' };
}

function failureShares(record: RunRecord, samples: readonly AskedDraw[], before: FailureShares = noFailures) {
  return watchFailures(before, countFailures(record.run, samples));
}

/** The judgement of the run that was applied last, as far as it is one of the same epoch. */
async function previousJudgement(
  { applied }: DetectorState,
  { endpoint, epoch }: RunRecord,
  { judgements }: JudgeDeps['stores'],
): Promise<Judgement | undefined> {
  const run = applied.at(-1);
  const previous = run === undefined ? undefined : await judgements.get(run).catch(unlessUnreadable);
  return previous?.epoch === epoch && previous.endpoint === endpoint ? previous : undefined;
}
