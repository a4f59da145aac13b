import type { ObservedRun } from '../domain/run/observed-run.ts';
import type {
  ChannelEvidence,
  ChannelGroup,
  Coverage,
  Fact,
  GoldenScore,
  OneRunFact,
} from '../domain/verdict/evidence.ts';
import type { Alarm } from '../domain/verdict/verdict.ts';
import { runInLayout } from './calibration-run.ts';
import { runsOf, withRun } from './calibration-set.ts';
import { type Armed, type Cohort, type CohortTest, learnRun, testNewest } from './cohort.ts';
import { cohortsWith } from './cohorts.ts';
import { coverageOf } from './coverage.ts';
import { answeredShare, type DetectorSettings } from './detector-settings.ts';
import { oneRunFacts } from './one-run-facts.ts';
import type { RecentRun } from './recent-run.ts';
import { marksOf, type RecurringRuns, recurringRuns, referencesIn } from './recurring-runs.ts';
import { type PreparedRun, prepareRun } from './run-profile.ts';
import { channelGroups } from './statistics.ts';
import { newTripwires, type TripwireState, watchTripwires } from './tripwires.ts';

/** Names the rules by which states and judgements were made; another number means that old ones are not comparable. */
export const detectorVersion = 'detector/3';

/** Newest runs that a state remembers one by one. */
export const rememberedRuns = 64;

/** Everything that the detector remembers of an endpoint and epoch: a function of its runs in their order. Never changed, only replaced. */
export interface DetectorState {
  readonly cohorts: readonly Cohort[];
  readonly tripwires: TripwireState;
  /** Set from an alarm until what is served is like the baseline again. */
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
  /** Goldens of the cohort that alarmed, and the group of numbers that led. */
  readonly goldens: readonly string[];
  readonly group: string;
  /** Circumstances that the change came together with. */
  readonly cameWith?: string | undefined;
  /** How far apart the runs were that it had to hold for, as those before it were in doubt. */
  readonly heldApart?: number | undefined;
}

/** When a change began: the likeliest first run, and the bounds of the interval. */
export interface ChangeStart {
  readonly run: RecentRun;
  readonly earliest: RecentRun;
  readonly latest: RecentRun;
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
  /** What this run did and no earlier one came near; empty while learning. */
  readonly oneRunFacts: readonly OneRunFact[];
  readonly coverage: Coverage;
  /** Set where the newest run is one of several that did what no reference came near. */
  readonly recurring?: RecurringRuns;
  /** The test that leads, of its cohort; absent while learning. */
  readonly leading?: { readonly of: CohortTest; readonly share: number };
}

export function newDetector(): DetectorState {
  return { cohorts: [], tripwires: newTripwires, recent: [], applied: [], counted: 0 };
}

/** Random orders that a p-value gets while nothing is to be decided, as drift is in progress. */
const ordersUnderDrift = 199;

/**
 * Applies one run: learns it, and tests whether the newest runs stand out among all that are kept.
 *
 * Null: the runs of the epoch are exchangeable. Each cohort of goldens is tested at its share of 1 / threshold, so the expected
 * number of alarms in m runs is at most m / threshold.
 *
 * @param run one that was applied before changes nothing; one that lost over half of its answers nothing but the tripwires.
 *
 * Time O(min(runs, 184)^2 x goldens) beside profiling the run.
 */
export function observe(state: DetectorState, run: ObservedRun | PreparedRun, settings: DetectorSettings): Observation {
  const prepared = prepareFor(state, run, settings);
  const { profile, planned, completed } = prepared;
  const baselineRuns = Math.max(0, ...state.cohorts.map(sizeOf));
  const nothing = { counted: false, baselineRuns, channels: [], goldens: [], facts: [], oneRunFacts: [] };
  if (state.applied.includes(profile.run))
    return { ...nothing, state, coverage: coverageOf(state.cohorts, prepared, settings, []) };

  const learning = !state.cohorts.some(({ kind }) => kind === 'armed');
  const { state: tripwires, facts } = watchTripwires(state.tripwires, prepared, learning);
  const applied = [...state.applied, profile.run].slice(-rememberedRuns);
  if (completed === 0 || completed < answeredShare * planned) {
    const coverage = coverageOf(state.cohorts, prepared, settings, []);
    return { ...nothing, state: { ...state, tripwires, applied }, facts, coverage };
  }

  const number = state.counted + 1;
  const known = cohortsWith(state.cohorts, prepared, settings);
  const cohorts = known.map((cohort) => withLearned(cohort, prepared, number, settings, state.drift));
  const tests =
    settings.learnOnly === true
      ? []
      : cohorts.flatMap((cohort, i) => testOf(cohort, known[i] as Cohort, prepared, number, settings, state.drift));
  const shares = sharesOf(
    tests.map(({ cohort }) => cohort),
    cohorts,
  );
  const tested = tests.flatMap(({ cohort, run: test }) => {
    const share = shares.get(cohort) as number;
    const of = test(share);
    return of === undefined ? [] : [{ of, share }];
  });
  const leading = tested.toSorted((a, b) => evidence(b) - evidence(a))[0];
  const oneRun = oneRunFacts(prepared.rates, referencesIn(state.recent, state.drift?.since.run.number));
  const marks = learning || state.drift !== undefined ? [] : marksOf(oneRun);
  const seen = {
    run: profile.run,
    at: profile.at,
    number,
    rates: prepared.rates,
    ...(marks.length === 0 ? {} : { marks }),
  };
  const rank = state.drift === undefined ? leading?.of.rank : undefined;
  const pValue = leading && Math.min(1, leading.of.test.pValue / leading.share);
  const newest: RecentRun = {
    ...seen,
    ...(rank === undefined ? {} : { rank }),
    ...(pValue === undefined ? {} : { pValue }),
  };
  const recent = [...state.recent, newest].slice(-rememberedRuns);
  const recurring = state.drift === undefined ? recurringRuns(recent, settings.threshold) : undefined;
  return {
    state: {
      ...state,
      tripwires,
      applied,
      counted: number,
      cohorts,
      recent,
    },
    counted: true,
    baselineRuns,
    channels: leading === undefined ? [] : [evidenceOf(leading, pValue as number, settings)],
    goldens: tested.flatMap(({ of }) => [...of.shifts]),
    facts,
    oneRunFacts: learning ? [] : oneRun,
    coverage: coverageOf(
      cohorts,
      prepared,
      settings,
      tested.map(({ of }) => of),
    ),
    ...(leading === undefined ? {} : { leading }),
    ...(recurring === undefined ? {} : { recurring }),
  };
}

interface PendingTest {
  readonly cohort: Armed;
  readonly run: (share: number) => CohortTest | undefined;
}

/** The test of a cohort that was armed before this run and holds it now. */
function testOf(
  cohort: Cohort,
  before: Cohort,
  { profile }: PreparedRun,
  number: number,
  { salt, threshold, groups = ['text', 'logprobs'] }: DetectorSettings,
  drift: DriftInProgress | undefined,
): PendingTest[] {
  if (before.kind === 'learning' || cohort.kind === 'learning') return [];
  if (cohort.set.newest.at(-1)?.number !== number) return [];
  const seed = `${salt}\n${profile.run}\n${cohort.goldens[0]}`;
  const draws = drift === undefined ? {} : { draws: ordersUnderDrift };
  const run = (share: number) => testNewest(cohort, { level: share / threshold, groups, seed, ...draws });
  return [{ cohort, run }];
}

function withLearned(
  cohort: Cohort,
  { profile }: PreparedRun,
  number: number,
  settings: DetectorSettings,
  drift: DriftInProgress | undefined,
): Cohort {
  if (cohort.kind === 'learning') return learnRun(cohort, { number, profile }, settings);
  const run = runInLayout(profile, number, cohort.set.layout);
  if (run.profiles.every((golden) => golden === undefined)) return cohort;
  return { ...cohort, set: withRun(cohort.set, run, settings.salt, drift?.since.run.number) };
}

/** Each armed cohort's share of the alarm level, by its number of goldens, whether or not it can be tested in this run. */
function sharesOf(tested: readonly Armed[], cohorts: readonly Cohort[]): ReadonlyMap<Armed, number> {
  const armed = cohorts.filter((cohort) => cohort.kind === 'armed');
  const all = armed.reduce((sum, { goldens }) => sum + goldens.length, 0);
  return new Map(tested.map((cohort) => [cohort, cohort.goldens.length / all]));
}

function evidence({ of, share }: { readonly of: CohortTest; readonly share: number }): number {
  return share / of.test.pValue;
}

/** The run as this state needs it: exactly the design's draws of each golden. */
export function prepareFor(
  state: DetectorState,
  run: ObservedRun | PreparedRun,
  settings: DetectorSettings,
): PreparedRun {
  return 'profile' in run ? run : prepareRun(run, designOfState(state, settings));
}

/** Draws to use of each golden: those of the layouts that are fixed, and what the settings say of the others. */
function designOfState({ cohorts }: DetectorState, { design }: DetectorSettings): ReadonlyMap<string, number> {
  const draws = new Map(design);
  for (const cohort of cohorts)
    if (cohort.kind === 'armed')
      cohort.set.layout.goldens.forEach((golden, i) => {
        draws.set(golden, cohort.set.layout.draws[i] as number);
      });
  return draws;
}

export function sizeOf(cohort: Cohort): number {
  return cohort.kind === 'learning' ? cohort.runs.length : runsOf(cohort.set).length;
}

function evidenceOf(
  { of }: { readonly of: CohortTest },
  pValue: number,
  { threshold }: DetectorSettings,
): ChannelEvidence {
  const { test, group, score, references, rank } = of;
  const parts = Object.entries(score.byChannel) as [string, number][];
  return {
    channel: 'behaviour',
    group: groupOf(of),
    score: score.total,
    pValue,
    draws: test.draws,
    exceedances: test.exceedances,
    rank,
    led: { group, runs: test.window },
    references,
    logStatistic: Math.log(1 / pValue),
    logThreshold: Math.log(threshold),
    averageRunLength: threshold,
    parts: Object.fromEntries(parts),
  };
}

export function groupOf({ channel }: CohortTest): ChannelGroup {
  return channelGroups[channel];
}
