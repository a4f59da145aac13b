import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { ChannelEvidence, Coverage, Fact, GoldenScore, OneRunFact } from '../domain/verdict/evidence.ts';
import { runInLayout } from './calibration-run.ts';
import { withRun } from './calibration-set.ts';
import { type Cohort, learnRun } from './cohort.ts';
import { evidenceOf, leadingOf, type TestedCohort, testCohorts } from './cohort-tests.ts';
import { cohortsWith } from './cohorts.ts';
import { coverageOf } from './coverage.ts';
import { answeredShare, type DetectorSettings } from './detector-settings.ts';
import { type DetectorState, type DriftInProgress, rememberedRuns, sizeOf } from './detector-state.ts';
import { oneRunFacts } from './one-run-facts.ts';
import { prepareFor } from './prepare-for.ts';
import type { RecentRun } from './recent-run.ts';
import { marksOf, type RecurringRuns, recurringRuns, referencesIn } from './recurring-runs.ts';
import type { PreparedRun } from './run-profile.ts';
import { watchTripwires } from './tripwires.ts';

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
  readonly leading?: TestedCohort;
}

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
  const tested = testCohorts(cohorts, known, prepared, number, settings, state.drift);
  const leading = leadingOf(tested);
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
