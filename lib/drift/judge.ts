import type { Interval } from '../domain/interval.ts';
import { seededRandom } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { RunEvidence } from '../domain/verdict/evidence.ts';
import type { Verdict } from '../domain/verdict/verdict.ts';
import { decide, suspectedChange } from './decide.ts';
import { observe } from './detector.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { ChangeStart, DetectorState } from './detector-state.ts';
import { type EffectSize, totalVariation } from './effect-size.ts';
import { doubtsOf } from './health-checks.ts';
import { prepareFor } from './prepare-for.ts';
import type { PreparedRun } from './run-profile.ts';
import { hasStructuredChange } from './structured-change.ts';

/** How an endpoint is judged, and what its owner does not want to be woken for. */
export type JudgingSettings = DetectorSettings & {
  /** The smallest effect (total variation, 0 to 1) that may alarm; changed structure always may. */
  readonly effectFloor: number;
  /** Bootstrap resamples for the interval of an effect; 1,000 if left out. */
  readonly resamples?: number;
};

/**
 * Gives the observed runs around a change: those before `change.earliest` (some dozens of the newest are enough), and
 * those from `change.run` on up to the run that is judged, both in the order of time. Called at most once a run, and only
 * where drift is suspected or in progress: reading them is what costs.
 */
export type Look = (change: ChangeStart) => Promise<{
  readonly before: readonly ObservedRun[];
  readonly after: readonly ObservedRun[];
}>;

/** A change that is suspected or in progress, and how far it moved the answers. */
export interface ChangeSeen {
  readonly since: ChangeStart;
  readonly before: readonly ObservedRun[];
  readonly after: readonly ObservedRun[];
  /** How many of the last `after` runs came behind the alarm: they were not used to find the change, so they can test it. */
  readonly afterAlarm: number;
  /** Absent where no golden has draws on both sides. */
  readonly size: EffectSize;
}

/** What one run showed, and what is decided after it. */
export interface Judged {
  readonly state: DetectorState;
  /** What becomes of the run's evidence; the run's own facts (id, time, counts) are the caller's. */
  readonly evidence: Omit<RunEvidence, 'run' | 'at' | 'planned' | 'completed' | 'failed' | 'rates'>;
  readonly verdict: Verdict;
  /** Present where drift is detected; `explain` says more about it. */
  readonly change?: ChangeSeen;
}

/**
 * The one way into the detector: applies a run to what is known of its endpoint, and decides.
 *
 * Deterministic: equal states, runs, settings and looks give equal results, bit for bit, and judging all runs of an epoch
 * again in their order gives the state that judging them one by one gave. A run that was applied before changes nothing.
 *
 * @param state `newDetector()` at the beginning of an epoch.
 * @param run the run, or what `prepareRun` made of it with the draws that all runs have; its draws are read once.
 * @param look reads the runs around a suspected change.
 *
 * Null: the runs of the epoch are exchangeable (inside each circumstance). Then the expected number of alarms in m runs is
 * at most m / `settings.threshold`, whatever the distribution of answers and however draws of one run depend on each other.
 *
 * @example
 * let state = newDetector();
 * for (const run of runs) {
 *   const judged = await judge(state, run, settings, look);
 *   state = judged.state;
 *   if (judged.verdict.kind === 'drift-detected') console.log(judged.change?.since.run.at);
 * }
 */
export async function judge(
  state: DetectorState,
  run: ObservedRun | PreparedRun,
  settings: JudgingSettings,
  look: Look,
): Promise<Judged> {
  const prepared = prepareFor(state, run, settings);
  const observation = observe(state, prepared, settings);
  const since = suspectedChange(observation);
  const change = since && (await sizeOf(since, observation.state, prepared, settings, look));
  const decision = decide(observation, prepared, settings, change && effectOf(change), () =>
    change === undefined ? false : hasStructuredChange(change.before, change.after),
  );
  const changed = decision.since?.run.number ?? Number.POSITIVE_INFINITY;
  const doubts = doubtsOf(decision.state.recent.filter(({ number }) => number < changed));
  const { baselineRuns, counted, channels, facts, goldens, coverage, oneRunFacts } = observation;
  return {
    state: decision.state,
    evidence: {
      baselineRuns,
      counted,
      channels: [...channels],
      facts: [...facts],
      goldens: [...goldens],
      coverage,
      ...(oneRunFacts.length === 0 ? {} : { oneRunFacts: [...oneRunFacts] }),
      ...(doubts.length === 0 ? {} : { doubts: [...doubts] }),
    },
    verdict: decision.verdict,
    ...(decision.since === undefined || change === undefined ? {} : { change }),
  };
}

async function sizeOf(
  since: ChangeStart,
  { drift }: DetectorState,
  { profile: { run } }: PreparedRun,
  { salt, resamples }: JudgingSettings,
  look: Look,
): Promise<ChangeSeen> {
  const { before, after } = await look(since);
  const options = {
    random: seededRandom(`${salt}\neffect\n${run}`),
    ...(resamples === undefined ? {} : { resamples }),
  };
  const afterAlarm = drift === undefined ? 0 : after.length - 1 - after.findIndex((one) => one.run === drift.alarmedBy);
  return { since, before, after, afterAlarm, size: totalVariation(before, after, options) };
}

/** The effect as far as it can be told: nothing, where no golden could be estimated. */
function effectOf({ size }: ChangeSeen): Interval | undefined {
  return size.goldens.length === 0 ? undefined : size.effect;
}
