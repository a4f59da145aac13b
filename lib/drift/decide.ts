import type { Interval } from '../domain/interval.ts';
import type { Alarm, Verdict } from '../domain/verdict/verdict.ts';
import {
  type ChangeStart,
  changeStart,
  type DetectorState,
  leadingChannel,
  type Observation,
  resetStatistic,
} from './detector.ts';
import { completeShare, type DetectorSettings } from './detector-settings.ts';
import { earliestAlarm } from './earliest-alarm.ts';
import { baselineSize, smallestRank } from './rank-run.ts';
import { channelGroups } from './statistics.ts';

/** Runs in a row that must look like the baseline before a change counts as gone. */
const quietRuns = 5;
/** Ranks of such runs: above this, a run is nothing unusual. */
const quietRank = 0.1;

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
 * When the change began whose size `decide` needs to know; `undefined` where it decides without. The evidence has
 * crossed its threshold then, or drift was detected before and goes on.
 */
export function suspectedChange({ state, channels }: Observation): ChangeStart | undefined {
  if (state.drift !== undefined) return state.drift.since;
  return channels.some(crossed) ? changeStart(state) : undefined;
}

/**
 * Decides after a run. Drift is detected when the evidence crosses its threshold *and* the effect reaches the floor, or
 * structure changed; evidence and effect are in the verdict. From then on the verdict stays until what is served looks
 * like the baseline again (or a new epoch begins). Nothing is learned meanwhile, and what was learned since the change
 * began is left aside: else the first changed runs would make the later ones look normal. Afterwards it counts again:
 * if the alarm was false, these were the most extreme ordinary runs, and without them the next ordinary ones would look
 * extreme.
 *
 * @param effect size of `suspectedChange`, where there is one.
 * @param isStructured whether it also changed structure (`hasStructuredChange`): no floor hides that. Asked only where the
 * effect is under the floor.
 */
export function decide(
  observation: Observation,
  counts: RunCounts,
  settings: DetectorSettings & { readonly effectFloor: number },
  effect?: Interval,
  isStructured: () => boolean = () => false,
): Decision {
  const { state, channels } = observation;
  if (state.drift !== undefined) {
    if (hasReturned(state)) return quiet({ ...resetStatistic(state), drift: undefined }, observation, settings);
    const { alarms, since } = state.drift;
    const shown = effect ?? { estimate: 0, low: 0, high: 1 };
    return { state, since, verdict: driftDetected(alarms, shown, settings.effectFloor) };
  }
  if (!observation.counted) return { state, verdict: tooFew(observation, counts, settings) };
  if (channels.length === 0) return { state, verdict: learning(observation, counts, settings) };

  const since = suspectedChange(observation);
  if (since === undefined || effect === undefined) return quiet(state, observation, settings);
  if (effect.estimate < settings.effectFloor && !isStructured()) return quiet(state, observation, settings, effect);
  const channel = leadingChannel(state, since.run.number);
  const alarms = channels.filter(crossed).map(
    ({ logStatistic, logThreshold }): Alarm => ({
      channel,
      group: channelGroups[channel],
      logStatistic: logStatistic as number,
      logThreshold,
    }),
  );
  return {
    state: {
      ...resetStatistic(state),
      drift: { alarms, since, alarmedAt: state.counted, alarmedBy: state.applied.at(-1) as string },
    },
    since,
    verdict: driftDetected(alarms, effect, settings.effectFloor),
  };
}

function crossed({ logStatistic, logThreshold }: { logStatistic: number | null; logThreshold: number }): boolean {
  return logStatistic !== null && logStatistic >= logThreshold;
}

function driftDetected(alarms: readonly Alarm[], effect: Interval, effectFloor: number): Verdict {
  return { kind: 'drift-detected', alarms: [...alarms], effect, effectFloor };
}

/** A judgement by eye made into a rule, not a test: five ordinary runs in a row since the alarm. */
function hasReturned({ drift, recent }: DetectorState): boolean {
  const since = recent.filter(({ number }) => number > (drift?.alarmedAt ?? 0));
  return since.length >= quietRuns && since.slice(-quietRuns).every(({ pValue }) => (pValue ?? 1) > quietRank);
}

function quiet(
  state: DetectorState,
  { channels, suspicious }: Observation,
  { threshold }: DetectorSettings,
  belowEffectFloor?: Interval,
): Decision {
  const references = channels[0]?.references ?? 0;
  const smallest = smallestRank(state.phase, baselineSize(state.phase));
  return {
    state,
    verdict: {
      kind: 'no-drift-detected',
      suspected: suspicious,
      ...(belowEffectFloor === undefined ? {} : { belowEffectFloor }),
      earliestAlarmRuns: earliestAlarm(references + 1, threshold, smallest) ?? 64,
    },
  };
}

function learning({ baselineRuns, state }: Observation, { planned }: RunCounts, settings: DetectorSettings): Verdict {
  const learned = baselineSize(state.phase);
  const runs = Math.max(0, settings.baselineRuns - learned);
  const afterwards = earliestAlarm(settings.baselineRuns, settings.threshold);
  return {
    kind: 'inconclusive',
    // Fewer runs than a moment ago: what was learned before the baseline changed has been dropped.
    reason: learned <= baselineRuns ? 'baseline-not-uniform' : 'learning',
    needed: { runs, drawsPerRun: planned },
    earliestAlarmRuns: afterwards === undefined ? null : runs + afterwards,
  };
}

function tooFew(
  { state }: Observation,
  { planned, completed }: RunCounts,
  { threshold, baselineRuns }: DetectorSettings,
): Verdict {
  const missing = state.phase.kind === 'learning' ? baselineRuns - state.phase.profiles.length : 0;
  const afterwards = earliestAlarm(Math.max(baselineRuns, state.counted), threshold);
  return {
    kind: 'inconclusive',
    reason: completed === 0 ? 'unreachable' : 'too-few-samples',
    needed: { runs: Math.max(1, missing), drawsPerRun: Math.ceil(completeShare * planned) },
    earliestAlarmRuns: afterwards === undefined ? null : missing + afterwards,
  };
}
