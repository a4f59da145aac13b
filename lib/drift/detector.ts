import { isStep, type ObservedRun } from '../domain/run/observed-run.ts';
import type { ChannelEvidence, Fact, GoldenScore } from '../domain/verdict/evidence.ts';
import type { Alarm } from '../domain/verdict/verdict.ts';
import { defaultBets } from '../stats/bets.ts';
import {
  likeliestStart,
  newShiryaevRoberts,
  type ShiryaevRobertsState,
  shiryaevRobertsStep,
} from '../stats/shiryaev-roberts.ts';
import { alarmShare, completeShare, type DetectorSettings } from './detector-settings.ts';
import type { Panel } from './panel.ts';
import { arm, baselineSize, type Phase, type Ranked, rankRun, smallestRank, withoutNewest } from './rank-run.ts';
import { type PreparedRun, prepareRun, type RunProfile } from './run-profile.ts';
import type { Channel } from './statistics.ts';
import { newTripwires, type TripwireState, watchTripwires } from './tripwires.ts';

/** Names the rules by which states and judgements were made; another number means that old ones are not comparable. */
export const detectorVersion = 'detector/2';

/** Newest runs that a state remembers one by one. */
export const rememberedRuns = 64;

/** Everything that the detector remembers of an endpoint and epoch. Never changed, only replaced. */
export interface DetectorState {
  readonly phase: Phase;
  readonly statistic: ShiryaevRobertsState;
  readonly tripwires: TripwireState;
  /** Set from an alarm until what is served looks like the baseline again; nothing is learned meanwhile. */
  readonly drift?: DriftInProgress | undefined;
  /** Counted runs, the newest 64, newest last. */
  readonly recent: readonly RecentRun[];
  /** Ids of all runs that were applied, so that a repeated one changes nothing: the newest 64, newest last. */
  readonly applied: readonly string[];
  /** Counted runs so far; numbers the runs. */
  readonly counted: number;
}

/** An alarm, and when the change that raised it began. */
export interface DriftInProgress {
  readonly alarms: readonly Alarm[];
  readonly since: ChangeStart;
  /** Number and id of the run that raised the alarm. */
  readonly alarmedAt: number;
  readonly alarmedBy: string;
}

export interface RecentRun {
  readonly run: string;
  readonly at: string;
  readonly number: number;
  /** Rank of the run; absent while learning. */
  readonly pValue?: number;
  /** Part of each channel in the run's nonconformity. */
  readonly parts: Readonly<Record<Channel, number>>;
}

/** What one run showed. */
export interface Observation {
  readonly state: DetectorState;
  /** False for a run that lost too many draws, and for one that had been applied before. */
  readonly counted: boolean;
  /** Runs that had been learned before. */
  readonly baselineRuns: number;
  /** Empty while learning. */
  readonly channels: readonly ChannelEvidence[];
  readonly goldens: readonly GoldenScore[];
  readonly facts: readonly Fact[];
  /** Whether a model, without a guarantee, asks for confirming runs. */
  readonly suspicious: boolean;
}

export function newDetector(): DetectorState {
  return {
    phase: { kind: 'learning', profiles: [] },
    statistic: newShiryaevRoberts(defaultBets),
    tripwires: newTripwires,
    recent: [],
    applied: [],
    counted: 0,
  };
}

/**
 * Applies one run: ranks it among the earlier ones, bets on the rank, and learns it.
 *
 * Assumes that the runs of an epoch are exchangeable while nothing changes. Then every rank is uniform and independent of
 * the earlier ones, and the statistic keeps its false-alarm promise whatever the distribution of outputs, and however
 * draws inside a run depend on each other.
 *
 * @param run the run; one that was applied before, or that lost more than 20 % of its draws, changes nothing but the
 * tripwires.
 *
 * Time O(min(runs, 120) x goldens) beside profiling the run.
 */
export function observe(state: DetectorState, run: ObservedRun | PreparedRun, settings: DetectorSettings): Observation {
  const prepared = 'profile' in run ? run : prepareRun(withUsualDraws(run, state.phase));
  const { profile, planned, completed } = prepared;
  const baselineRuns = baselineSize(state.phase);
  const nothing = { counted: false, baselineRuns, channels: [], goldens: [], facts: [], suspicious: false };
  if (state.applied.includes(profile.run)) return { ...nothing, state };

  const learning = state.phase.kind === 'learning';
  const { state: tripwires, facts } = watchTripwires(state.tripwires, prepared, learning);
  const applied = [...state.applied, profile.run].slice(-rememberedRuns);
  if (completed < completeShare * planned || completed === 0 || !coversPanel(profile, state.phase))
    return { ...nothing, state: { ...state, tripwires, applied }, facts };

  const number = state.counted + 1;
  const next = { ...state, tripwires, applied, counted: number };
  if (state.phase.kind === 'learning') {
    const profiles = [...state.phase.profiles, profile];
    const phase: Phase =
      profiles.length < settings.baselineRuns ? { kind: 'learning', profiles } : arm(profiles, settings);
    const recent = remember(state, { run: profile.run, at: profile.at, number, parts: noParts });
    return { ...nothing, state: { ...next, phase, recent }, counted: true, facts };
  }

  const { phase, drift } = state;
  const ranked =
    drift === undefined
      ? rankRun(phase, profile, settings, true)
      : rankRun(withoutNewest(phase, drift.alarmedAt - drift.since.run.number + 1), profile, settings, false);
  const { pValue, references, score } = ranked;
  const smallest = smallestRank(phase, references);
  const step = shiryaevRobertsStep(state.statistic, pValue, { before: references, run: number, smallest }, defaultBets);
  const recent = remember(state, { run: profile.run, at: profile.at, number, pValue, parts: score.byChannel });
  return {
    state: { ...next, phase: drift === undefined ? ranked.phase : phase, statistic: step.state, recent },
    counted: true,
    baselineRuns,
    channels: [evidenceOf(ranked, step.logStatistic, settings)],
    goldens: ranked.goldens,
    facts,
    suspicious: ranked.suspicious || step.logStatistic >= Math.log(settings.threshold) / 2,
  };
}

/** As many draws of each golden as the baseline had: more of them would be less spread out, and look like a change. */
function withUsualDraws(run: ObservedRun, phase: Phase): ObservedRun {
  const panel = panelOf(phase);
  if (panel === undefined) return run;
  let spare = 0;
  const goldens = [...run.goldens].map(([key, draws]) => {
    const usual = panel.draws[panel.goldens.indexOf(key)] ?? draws.length;
    if (!isStep(key)) spare += Math.max(0, draws.length - usual);
    return [key, draws.slice(0, usual)] as const;
  });
  const { planned, completed } = run;
  const fewer = { planned: planned - spare, ...(completed === undefined ? {} : { completed: completed - spare }) };
  return { ...run, goldens: new Map(goldens), ...fewer };
}

/** Whether enough goldens of the panel were answered for the run to be one of its kind. */
function coversPanel({ goldens }: RunProfile, phase: Phase): boolean {
  const panel = panelOf(phase);
  if (panel === undefined) return true;
  const expected = panel.goldens.filter((key) => !isStep(key));
  return expected.filter((key) => goldens.has(key)).length >= completeShare * expected.length;
}

function panelOf(phase: Phase): Panel | undefined {
  if (phase.kind === 'learning') return undefined;
  return phase.kind === 'bag' ? phase.bag.panel : phase.reference.set.panel;
}

const noParts = { text: 0, length: 0, properties: 0, logprobs: 0 };

/** The state after an alarm: nothing staked, everything learned. */
export function resetStatistic(state: DetectorState): DetectorState {
  return { ...state, statistic: newShiryaevRoberts(defaultBets) };
}

/** When a change began: the likeliest first run, and the bounds of the interval. */
export interface ChangeStart {
  readonly run: RecentRun;
  readonly earliest: RecentRun;
  readonly latest: RecentRun;
}

/** Since when, in the runs that the statistic remembers; `undefined` before the first ranked run. */
export function changeStart(state: DetectorState): ChangeStart | undefined {
  const start = likeliestStart(state.statistic, defaultBets);
  const numbered = (number: number) => state.recent.find((recent) => recent.number === number);
  if (start === undefined) return undefined;
  const [run, earliest, latest] = [numbered(start.run), numbered(start.earliest), numbered(start.latest)];
  return run && earliest && latest ? { run, earliest, latest } : undefined;
}

/** The channel that had the largest part in the runs since a given one. */
export function leadingChannel(state: DetectorState, sinceRun: number): Channel {
  const sums = new Map<Channel, number>();
  for (const { number, parts } of state.recent)
    if (number >= sinceRun)
      for (const [channel, part] of Object.entries(parts) as [Channel, number][])
        sums.set(channel, (sums.get(channel) ?? 0) + part);
  return [...sums].reduce((top, entry) => (entry[1] > top[1] ? entry : top), ['text', 0] as [Channel, number])[0];
}

function evidenceOf(ranked: Ranked, logStatistic: number, { threshold }: DetectorSettings): ChannelEvidence {
  const parts = Object.entries(ranked.score.byChannel) as [Channel, number][];
  return {
    channel: 'behaviour',
    group: 'text',
    score: ranked.score.total,
    pValue: ranked.pValue,
    references: ranked.references,
    logStatistic: Number.isFinite(logStatistic) ? logStatistic : null,
    logThreshold: Math.log(alarmShare * threshold),
    averageRunLength: threshold,
    parts: Object.fromEntries(parts),
  };
}

function remember(state: DetectorState, run: RecentRun): readonly RecentRun[] {
  return [...state.recent, run].slice(-rememberedRuns);
}
