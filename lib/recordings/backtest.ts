import { type Problem, throwIfAny } from '../domain/errors.ts';
import { seededRandom, shuffleInPlace } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { BacktestAlarm, BacktestReport, BacktestResult } from '../domain/verdict/backtest.ts';
import type { ChannelGroup, Fact } from '../domain/verdict/evidence.ts';
import { decide, suspectedChange } from '../drift/decide.ts';
import { type ChangeStart, type DetectorState, newDetector, observe } from '../drift/detector.ts';
import { completeShare } from '../drift/detector-settings.ts';
import { earliestAlarm } from '../drift/earliest-alarm.ts';
import { totalVariation } from '../drift/effect-size.ts';
import type { PreparedRun } from '../drift/run-profile.ts';
import { hasStructuredChange } from '../drift/structured-change.ts';
import type { JudgingSettings } from '../monitor/judge/judge-run.ts';
import type { Clock } from '../ports/clock.ts';
import type { ReadRecording } from '../ports/recordings.ts';
import { type BacktestInput, readBacktest } from './read-backtest.ts';

export interface BacktestRequest {
  readonly baseline: string;
  /** Runs of the baseline that are learned; all if left out. */
  readonly baselineRuns?: number;
  readonly following: readonly string[];
  /** Average-run-length threshold of the endpoint. */
  readonly threshold: number;
  /** Random orders; in order of time, once, if left out. */
  readonly shuffles?: number;
  readonly seed: number;
  /** Use only the first so many goldens, or repetitions. */
  readonly goldens?: number;
  readonly repetitions?: number;
  readonly channels?: readonly ChannelGroup[];
  readonly effectFloor: number;
}

export interface BacktestDeps {
  readonly readRecording: ReadRecording;
  readonly clock: Pick<Clock, 'now'>;
  /** Told after each order of the runs; `of` orders in all. */
  readonly onOrder?: (done: number, of: number) => void;
}

/** Goldens that an alarm names, at most, and the least that each must have moved. */
const named = { most: 10, effect: 0.02 };
/** Enough for an interval that is read, not computed with; a backtest may raise hundreds of alarms. */
const resamples = 300;

/** A run in both of its forms: what the detector needs, and what an effect is measured on. */
export interface ReplayedRun {
  readonly observed: ObservedRun;
  readonly prepared: PreparedRun;
}

/**
 * Runs the detector over recorded runs: it learns the baseline, then reads each following recording on its own, from the
 * state that the baseline left. After an alarm it starts anew and goes on.
 *
 * @throws {ConfigError} with everything that is wrong with the recordings, or a baseline that is too short.
 *
 * Cost: about 3 ms a run of 100 goldens and order, and 50 ms an alarm.
 */
export async function backtest(request: BacktestRequest, deps: BacktestDeps): Promise<BacktestReport> {
  const started = deps.clock.now().getTime();
  const input = await readBacktest(request, deps.readRecording);
  const complete = input.baseline.filter(isComplete).length;
  const baselineRuns = Math.min(request.baselineRuns ?? complete, complete);
  requireLongEnough(request, baselineRuns, input);

  const orders = request.shuffles ?? 1;
  const results = request.following.map((file) => emptyResult(file));
  for (let order = 0; order < orders; order++) {
    const seed = request.shuffles === undefined ? undefined : request.seed + order;
    const settings = settingsOf(request, baselineRuns, seed ?? request.seed);
    const baseline = ordered(input.baseline, seed, 'baseline');
    // Runs that lost too many answers teach nothing; counted in, the detector would learn on from what is to be judged.
    const learned = baseline.filter(isComplete).slice(0, baselineRuns);
    const known = new Set(learned);
    let state = newDetector();
    for (const run of learned) state = observe(state, run.prepared, settings).state;
    input.following.forEach(({ name, runs, isBaseline }, i) => {
      const following = isBaseline ? baseline.filter((run) => !known.has(run)) : ordered(runs, seed, name);
      const read = follow(state, learned, following, settings, request.seed + order);
      const result = results[i] as BacktestResult;
      result.runs = following.length;
      result.alarms.push(read.alarms);
      result.firstAlarm.push(read.alarms[0]?.index ?? null);
      result.verdicts.push(read.verdict);
      if (order === 0) result.facts.push(...read.facts);
    });
    deps.onOrder?.(order + 1, orders);
  }
  const seconds = Math.round((deps.clock.now().getTime() - started) / 100) / 10;
  return { schema: 'backtest/1', threshold: request.threshold, baselineRuns, shuffles: orders, seconds, results };
}

interface Followed {
  readonly alarms: BacktestAlarm[];
  readonly verdict: BacktestResult['verdicts'][number];
  readonly facts: readonly Fact[];
}

function follow(
  learned: DetectorState,
  baseline: readonly ReplayedRun[],
  following: readonly ReplayedRun[],
  settings: JudgingSettings,
  seed: number,
): Followed {
  const before = baseline.map(({ observed }) => observed);
  const alarms: BacktestAlarm[] = [];
  const facts: Fact[] = [];
  let state = learned;
  let counted = 0;
  following.forEach((run, i) => {
    const observation = observe(state, run.prepared, settings);
    facts.push(...observation.facts);
    if (observation.counted) counted++;
    const since = suspectedChange(observation);
    const after = since && observedSince(since, following.slice(0, i + 1), observation.state);
    const effect =
      after &&
      totalVariation(before, after, {
        random: seededRandom(`effect ${seed} ${i}`),
        resamples,
      });
    const isStructured = () => after !== undefined && hasStructuredChange(before, after);
    const decision = decide(observation, counts(run), settings, effect?.effect, isStructured);
    // Every alarm stands alone here: the statistic has been reset, and learning goes on as if nothing were open.
    state = { ...decision.state, drift: undefined };
    if (decision.verdict.kind !== 'drift-detected' || effect === undefined) return;
    alarms.push({
      index: i + 1,
      run: run.observed.run,
      channel: decision.verdict.alarms[0]?.channel ?? 'text',
      effect: effect.effect.estimate,
      effectLow: effect.effect.low,
      effectHigh: effect.effect.high,
      goldens: effect.goldens
        .filter((golden) => golden.effect >= named.effect)
        .slice(0, named.most)
        .map(({ golden }) => golden),
    });
  });
  return { alarms, facts, verdict: verdictOf(alarms, counted, baseline.length, settings) };
}

/** The runs from the likeliest start of the change on; the newest where the change began before them. */
function observedSince(since: ChangeStart, read: readonly ReplayedRun[], { recent }: DetectorState): ObservedRun[] {
  const numbers = new Map(recent.map(({ run, number }) => [run, number]));
  const after = read.filter(({ prepared }) => (numbers.get(prepared.profile.run) ?? -1) >= since.run.number);
  return (after.length === 0 ? read.slice(-1) : after).map(({ observed }) => observed);
}

function counts({ prepared }: ReplayedRun) {
  return { planned: prepared.planned, completed: prepared.completed };
}

/** Whether enough answers of a run arrived for the detector to learn it. */
function isComplete({ prepared: { planned, completed } }: ReplayedRun): boolean {
  return completed > 0 && completed >= completeShare * planned;
}

/** Without an alarm, "no drift" may be said only if a gross change could have alarmed in so many runs. */
function verdictOf(
  alarms: readonly BacktestAlarm[],
  counted: number,
  references: number,
  { threshold }: JudgingSettings,
): Followed['verdict'] {
  if (alarms.length > 0) return 'drift-detected';
  return counted >= (earliestAlarm(references, threshold) ?? Number.POSITIVE_INFINITY)
    ? 'no-drift-detected'
    : 'inconclusive';
}

function settingsOf({ threshold, effectFloor, channels }: BacktestRequest, baselineRuns: number, seed: number) {
  const settings: JudgingSettings = {
    threshold,
    baselineRuns,
    effectFloor,
    trustBaseline: true,
    salt: `backtest ${seed}`,
  };
  return channels === undefined ? settings : { ...settings, groups: channels };
}

function ordered(runs: readonly ReplayedRun[], seed: number | undefined, name: string): readonly ReplayedRun[] {
  return seed === undefined ? runs : shuffleInPlace([...runs], seededRandom(`order ${seed} ${name}`));
}

function emptyResult(file: string): BacktestResult {
  return { file, runs: 0, alarms: [], firstAlarm: [], verdicts: [], facts: [] };
}

function requireLongEnough(request: BacktestRequest, baselineRuns: number, input: BacktestInput): void {
  const { baseline, threshold } = request;
  const problems: Problem[] = [];
  const available = input.baseline.length;
  if ((request.baselineRuns ?? 0) > available)
    problems.push({
      where: baseline,
      what: `holds ${available} runs, expected at least --baseline-runs ${request.baselineRuns}`,
    });
  const incomplete = input.baseline.filter((run) => !isComplete(run)).length;
  const lost = `${incomplete} more lost over ${Math.round(100 * (1 - completeShare))} % of their answers`;
  if (baselineRuns < fewestRuns)
    problems.push({
      where: baseline,
      what: `a baseline of ${baselineRuns} runs${incomplete === 0 ? '' : ` (${lost})`}, expected at least ${fewestRuns}`,
    });
  else if (earliestAlarm(baselineRuns, threshold) === undefined)
    problems.push({
      where: baseline,
      what: `a baseline of ${baselineRuns} runs is too short for a threshold of ${threshold}: not even the grossest change could alarm within 64 runs`,
    });
  throwIfAny(problems);
}

const fewestRuns = 5;
