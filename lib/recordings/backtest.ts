import { type Problem, throwIfAny } from '../domain/errors.ts';
import { seededRandom, shuffleInPlace } from '../domain/random.ts';
import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { BacktestAlarm, BacktestReport, BacktestResult, Uncounted } from '../domain/verdict/backtest.ts';
import { doubtfulBelow, type HealthCheck } from '../domain/verdict/baseline-health.ts';
import type { Fact } from '../domain/verdict/evidence.ts';
import type { Verdict } from '../domain/verdict/verdict.ts';
import { observe } from '../drift/detector.ts';
import { completeShare } from '../drift/detector-settings.ts';
import { type ChangeStart, type DetectorState, newDetector } from '../drift/detector-state.ts';
import { baselineFor, earliestAlarm } from '../drift/earliest-alarm.ts';
import { checksOf, type RankedRun } from '../drift/health-checks.ts';
import { type ChangeSeen, type JudgingSettings, judge, type Look } from '../drift/judge.ts';
import type { Clock } from '../ports/clock.ts';
import type { ReadRecording } from '../ports/recordings.ts';
import type { BacktestRequest, ReplayedRun } from './backtest-request.ts';
import { type BacktestInput, readBacktest } from './read-backtest.ts';

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

/**
 * Runs the detector over recorded runs: it learns the baseline, then reads each following recording on its own, from the
 * state that the baseline left. After an alarm it goes on as in life: another one can only open once what is served was like
 * the baseline again.
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
    const baseline = inOrder(input.baseline, seed, 'baseline');
    // Runs that lost too many answers teach nothing; counted in, the detector would learn on from what is to be judged.
    const learned = baseline.filter(isComplete).slice(0, baselineRuns);
    const known = new Set(learned);
    let state = newDetector();
    for (const run of learned) state = observe(state, run.prepared, settings).state;
    for (const [i, { name, runs, isBaseline }] of input.following.entries()) {
      const following = isBaseline ? baseline.filter((run) => !known.has(run)) : inOrder(runs, seed, name);
      const read = await follow(state, learned, following, settings);
      const result = results[i] as BacktestResult;
      result.runs = following.length;
      result.alarms.push(read.alarms);
      result.firstAlarm.push(read.alarms[0]?.index ?? null);
      result.verdicts.push(read.verdict);
      result.returned.push(read.returned);
      result.uncounted.push(read.uncounted);
      result.earliest.push(earliestAlarm(learned.length, request.threshold) ?? null);
      result.warnings.push(seed === undefined ? warningsOf(read.ranks) : []);
      if (order === 0) result.facts.push(...read.facts);
    }
    deps.onOrder?.(order + 1, orders);
  }
  const seconds = Math.round((deps.clock.now().getTime() - started) / 100) / 10;
  return { schema: 'backtest/1', threshold: request.threshold, baselineRuns, shuffles: orders, seconds, results };
}

interface Followed {
  readonly alarms: BacktestAlarm[];
  readonly returned: (number | null)[];
  readonly uncounted: Uncounted;
  readonly verdict: BacktestResult['verdicts'][number];
  readonly facts: readonly Fact[];
  /** Ranks of the runs, for the checks of the assumption. */
  readonly ranks: readonly RankedRun[];
}

async function follow(
  learned: DetectorState,
  baseline: readonly ReplayedRun[],
  following: readonly ReplayedRun[],
  settings: JudgingSettings,
): Promise<Followed> {
  const before = baseline.map(({ observed }) => observed);
  const alarms: BacktestAlarm[] = [];
  const returned: (number | null)[] = [];
  const uncounted: Record<string, number> = {};
  const facts: Fact[] = [];
  const ranks: RankedRun[] = [];
  let state = learned;
  let counted = 0;
  for (const [i, run] of following.entries()) {
    const read = following.slice(0, i + 1);
    const look: Look = async (since) => ({ before, after: observedSince(since, read) });
    const wasOpen = state.drift !== undefined;
    const judged = await judge(state, run.prepared, settings, look);
    const { evidence, verdict, change } = judged;
    state = judged.state;
    facts.push(...evidence.facts);
    if (evidence.counted && verdict.kind !== 'inconclusive') counted++;
    else if (verdict.kind === 'inconclusive') uncounted[verdict.reason] = (uncounted[verdict.reason] ?? 0) + 1;
    const [channel] = evidence.channels;
    if (channel?.rank !== undefined && verdict.kind !== 'drift-detected')
      ranks.push({ pValue: channel.rank, at: run.observed.at });
    const isOpen = state.drift !== undefined;
    if (wasOpen && !isOpen) returned[alarms.length - 1] = i + 1;
    if (wasOpen || !isOpen || change === undefined || verdict.kind !== 'drift-detected') continue;
    alarms.push(alarmOf(i + 1, run.observed.run, verdict, change));
    returned.push(null);
  }
  return { alarms, returned, uncounted, facts, ranks, verdict: verdictOf(alarms, counted, baseline.length, settings) };
}

function alarmOf(
  index: number,
  run: string,
  { alarms, effect }: Extract<Verdict, { kind: 'drift-detected' }>,
  { size }: ChangeSeen,
): BacktestAlarm {
  return {
    index,
    run,
    channel: alarms[0]?.channel ?? 'text',
    effect: effect?.estimate ?? null,
    effectLow: effect?.low ?? null,
    effectHigh: effect?.high ?? null,
    goldens: size.goldens
      .filter((golden) => golden.effect >= named.effect)
      .slice(0, named.most)
      .map(({ golden }) => golden),
  };
}

/** The runs from the likeliest start of the change on; the newest where the change began before them. */
function observedSince({ run }: ChangeStart, read: readonly ReplayedRun[]): ObservedRun[] {
  const first = read.findIndex(({ prepared }) => prepared.profile.run === run.run);
  // A window may reach back into the baseline: then all that was read belongs to it.
  return (first < 0 ? read : read.slice(first)).map(({ observed }) => observed);
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
    resamples,
    salt: `backtest ${seed}`,
  };
  return channels === undefined ? settings : { ...settings, groups: channels };
}

function inOrder(runs: readonly ReplayedRun[], seed: number | undefined, name: string): readonly ReplayedRun[] {
  return seed === undefined ? runs : shuffleInPlace([...runs], seededRandom(`order ${seed} ${name}`));
}

function emptyResult(file: string): BacktestResult {
  return {
    file,
    runs: 0,
    alarms: [],
    firstAlarm: [],
    verdicts: [],
    returned: [],
    uncounted: [],
    earliest: [],
    warnings: [],
    facts: [],
  };
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
      what: `a baseline of ${baselineRuns} runs is too short for a threshold of ${threshold}: not even the grossest change would surely alarm within 64 runs, expected at least ${baselineFor(threshold, 64)}`,
    });
  throwIfAny(problems);
}

const fewestRuns = 5;

/** Checks of the assumption that failed, in words; only the order of time can fail them. */
function warningsOf(ranks: readonly RankedRun[]): string[] {
  return checksOf(ranks).flatMap(({ name, pValue, runs }) =>
    pValue === undefined || pValue >= doubtfulBelow
      ? []
      : [`${doubts[name]} (p = ${pValue.toExponential(1)}, ${runs} runs): alarms are less rare than promised`],
  );
}

const doubts: Readonly<Record<HealthCheck['name'], string>> = {
  'rank-autocorrelation': 'neighbouring runs are alike',
  'hour-of-day': 'runs follow the hour of the day',
  uniformity: 'ranks of runs are not uniform',
};
