import type { Interval } from '../domain/interval.ts';
import type { Verdict } from '../domain/verdict/verdict.ts';
import { showsNothing } from './comparison/shown-effect.ts';
import type { Observation } from './detector.ts';
import { answeredShare, coveredShare, type DetectorSettings } from './detector-settings.ts';
import { type ChangeStart, type DetectorState, type DriftInProgress, sizeOf } from './detector-state.ts';
import { earliestAlarm } from './earliest-alarm.ts';
import { alarmOf, changeStart, findAlarm } from './find-alarm.ts';
import { lookForReturn } from './look-for-return.ts';
import type { RecentRun } from './recent-run.ts';
import { type Asked, askMore, holdsApart } from './runs-apart.ts';

/** An effect of at least this, with its whole interval, is gross: no warm cache explains it. */
const grossEffect = 0.5;

export interface Decision {
  readonly state: DetectorState;
  readonly verdict: Verdict;
  /** Present when drift is detected. */
  readonly since?: ChangeStart;
}

/** What is known about the run beside its observation. */
export interface RunCounts {
  readonly planned: number;
  readonly completed: number;
}

/**
 * When the change began whose size `decide` needs to know; `undefined` where it decides without. A test has alarmed then, or
 * drift was detected before and goes on.
 */
export function suspectedChange(observation: Observation): ChangeStart | undefined {
  const { state } = observation;
  if (state.drift !== undefined) return state.drift.since;
  const raised = findAlarm(observation);
  return raised && changeStart(state, raised.of);
}

/**
 * Decides after a run. Drift is detected when a test alarms *and* the effect reaches the floor, or structure changed; where the
 * runs before speak against the test's assumption, it also has to hold among runs that are further apart (`askMore`). From
 * then on the verdict stays until what is served is like the baseline again (`returnedAt`), or a new epoch begins: a run in
 * between opens nothing, and moves nothing into the pool.
 *
 * @param effect size of `suspectedChange`, where there is one; `undefined` where it cannot be estimated.
 * @param isStructured whether it also changed structure (`hasStructuredChange`): no floor hides that.
 */
export function decide(
  observation: Observation,
  counts: RunCounts,
  settings: DetectorSettings & { readonly effectFloor: number },
  effect?: Interval,
  isStructured: () => boolean = () => false,
): Decision {
  const { state } = observation;
  if (state.drift !== undefined) {
    const found = observation.counted ? lookForReturn(state, state.drift, settings) : undefined;
    if (found?.state !== undefined) return noDrift(found.state, observation, settings, { backSince: found.since });
    const verdict = driftDetected(state.drift, effect, settings.effectFloor);
    return { state, since: state.drift.since, verdict: found === undefined ? verdict : { ...verdict, ...found } };
  }
  if (!observation.counted) return { state, verdict: tooFewVerdict(observation, counts, settings) };
  if (observation.leading === undefined) return { state, verdict: untestedVerdict(observation, counts, settings) };

  const raised = findAlarm(observation);
  const since = raised && changeStart(state, raised.of);
  if (raised === undefined || since === undefined) return silent(observation, counts, settings);
  const isGross = isStructured() || (effect !== undefined && effect.low >= grossEffect);
  if (raised.cameWith !== undefined && !isGross) return silent(observation, counts, settings);
  if (effect !== undefined && effect.estimate < settings.effectFloor && !isStructured())
    return noDrift(state, observation, settings, { belowEffectFloor: effect });
  const asked = askMore(state, raised, since.run.number, settings);
  const isBeyondDoubt = asked === undefined || (effect !== undefined && effect.low >= grossEffect);
  if (!isBeyondDoubt && !holdsApart(state, raised, asked, settings))
    return noDrift(state, observation, settings, { unconfirmed: asked });
  const drift: DriftInProgress = {
    alarms: [alarmOf(raised, settings)],
    since,
    alarmedAt: state.counted,
    alarmedBy: state.applied.at(-1) as string,
    goldens: raised.of.goldens,
    group: raised.of.group,
    ...(raised.cameWith === undefined ? {} : { cameWith: raised.cameWith }),
    ...(isBeyondDoubt ? {} : { heldApart: asked.apart }),
  };
  return { state: { ...state, drift }, since, verdict: driftDetected(drift, effect, settings.effectFloor) };
}

function driftDetected(
  { alarms, cameWith, heldApart }: DriftInProgress,
  effect: Interval | undefined,
  effectFloor: number,
): Verdict {
  return {
    kind: 'drift-detected',
    alarms: [...alarms],
    ...(effect === undefined || showsNothing(effect) ? {} : { effect }),
    effectFloor,
    ...(cameWith === undefined ? {} : { cameWith }),
    ...(heldApart === undefined ? {} : { heldApart }),
  };
}

type Noted = Pick<Extract<Verdict, { kind: 'no-drift-detected' }>, 'belowEffectFloor' | 'backSince' | 'unconfirmed'>;

/** No alarm: no drift, where enough was judged to say so. */
function silent(observation: Observation, counts: RunCounts, settings: DetectorSettings): Decision {
  const { state, coverage } = observation;
  const { circumstances } = coverage;
  const references = Math.max(0, ...coverage.cohorts.map((cohort) => cohort.references));
  const earliest = earliestAlarm(references, settings.threshold) ?? null;
  const inconclusive = (reason: Extract<Verdict, { kind: 'inconclusive' }>['reason'], runs: number): Decision => ({
    state,
    verdict: {
      kind: 'inconclusive',
      reason,
      needed: { runs, drawsPerRun: counts.planned },
      earliestAlarmRuns: earliest,
    },
  });
  if (circumstances !== undefined)
    return inconclusive('new-circumstances', circumstances.needed - circumstances.references);
  if (coverage.judged < coveredShare * coverage.baseline) return inconclusive('too-few-samples', 1);
  if (earliest === null) return inconclusive('baseline-too-short', 1);
  return noDrift(state, observation, settings);
}

function noDrift(
  state: DetectorState,
  { channels, coverage }: Observation,
  { threshold }: DetectorSettings,
  noted: { readonly belowEffectFloor?: Interval; readonly backSince?: RecentRun; readonly unconfirmed?: Asked } = {},
): Decision {
  const references = Math.max(0, ...coverage.cohorts.map((cohort) => cohort.references));
  const { belowEffectFloor, backSince, unconfirmed } = noted;
  const said: Noted = {
    ...(belowEffectFloor === undefined ? {} : { belowEffectFloor }),
    ...(backSince === undefined ? {} : { backSince: { run: backSince.run, at: backSince.at } }),
    ...(unconfirmed === undefined
      ? {}
      : { unconfirmed: { doubts: [...unconfirmed.doubts], apart: unconfirmed.apart } }),
  };
  const isPastHalf = channels.some(({ logStatistic, logThreshold }) => (logStatistic ?? 0) >= logThreshold / 2);
  const suspected = unconfirmed !== undefined || (backSince === undefined && isPastHalf);
  return {
    state,
    verdict: {
      kind: 'no-drift-detected',
      suspected,
      ...said,
      earliestAlarmRuns: earliestAlarm(references + 1, threshold) ?? 64,
    },
  };
}

/** Nothing was tested: everything is learning, or nothing of the baseline was answered as it was there. */
function untestedVerdict(
  { baselineRuns, state, coverage }: Observation,
  { planned }: RunCounts,
  settings: DetectorSettings,
): Verdict {
  const learned = Math.max(0, ...state.cohorts.map(sizeOf));
  const isArmed = coverage.baseline > 0 && learned > settings.baselineRuns;
  const runs = isArmed ? 1 : Math.max(0, settings.baselineRuns - learned);
  const afterwards = earliestAlarm(settings.baselineRuns, settings.threshold);
  return {
    kind: 'inconclusive',
    // Fewer runs than a moment ago: what was learned before the baseline changed has been dropped.
    reason: isArmed ? 'nothing-in-common' : learned <= baselineRuns ? 'baseline-not-uniform' : 'learning',
    needed: { runs, drawsPerRun: planned },
    earliestAlarmRuns: afterwards === undefined ? null : runs + afterwards,
  };
}

function tooFewVerdict(
  { state }: Observation,
  { planned, completed }: RunCounts,
  { threshold, baselineRuns }: DetectorSettings,
): Verdict {
  const learned = Math.max(0, ...state.cohorts.map(sizeOf));
  const isLearning = !state.cohorts.some(({ kind }) => kind === 'armed');
  const missing = isLearning ? baselineRuns - learned : 0;
  const afterwards = earliestAlarm(Math.max(baselineRuns, learned), threshold);
  return {
    kind: 'inconclusive',
    reason: completed === 0 ? 'unreachable' : 'too-few-samples',
    needed: { runs: Math.max(1, missing), drawsPerRun: Math.ceil(answeredShare * planned) },
    earliestAlarmRuns: afterwards === undefined ? null : missing + afterwards,
  };
}
