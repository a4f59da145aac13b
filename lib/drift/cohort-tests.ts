import type { ChannelEvidence, ChannelGroup } from '../domain/verdict/evidence.ts';
import { type Armed, type Cohort, type CohortTest, testNewest } from './cohort.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { DriftInProgress } from './detector-state.ts';
import type { PreparedRun } from './run-profile.ts';
import { channelGroups } from './statistics.ts';

/** A test of a cohort, and the share of the alarm level that it had. */
export interface TestedCohort {
  readonly of: CohortTest;
  readonly share: number;
}

/** Random orders that a p-value gets while nothing is to be decided, as drift is in progress. */
const ordersUnderDrift = 199;

/** The tests of the cohorts that hold this run, each at its share of the alarm level. */
export function testCohorts(
  cohorts: readonly Cohort[],
  before: readonly Cohort[],
  prepared: PreparedRun,
  number: number,
  settings: DetectorSettings,
  drift: DriftInProgress | undefined,
): readonly TestedCohort[] {
  if (settings.learnOnly === true) return [];
  const tests = cohorts.flatMap((cohort, i) => testOf(cohort, before[i] as Cohort, prepared, number, settings, drift));
  const shares = sharesOf(
    tests.map(({ cohort }) => cohort),
    cohorts,
  );
  return tests.flatMap(({ cohort, run: test }) => {
    const share = shares.get(cohort) as number;
    const of = test(share);
    return of === undefined ? [] : [{ of, share }];
  });
}

/** The test with the strongest evidence against its share of the level. */
export function leadingOf(tested: readonly TestedCohort[]): TestedCohort | undefined {
  return tested.toSorted((a, b) => evidence(b) - evidence(a))[0];
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

/** Each armed cohort's share of the alarm level, by its number of goldens, whether or not it can be tested in this run. */
function sharesOf(tested: readonly Armed[], cohorts: readonly Cohort[]): ReadonlyMap<Armed, number> {
  const armed = cohorts.filter((cohort) => cohort.kind === 'armed');
  const all = armed.reduce((sum, { goldens }) => sum + goldens.length, 0);
  return new Map(tested.map((cohort) => [cohort, cohort.goldens.length / all]));
}

function evidence({ of, share }: TestedCohort): number {
  return share / of.test.pValue;
}

export function evidenceOf(
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
