import type { Cohort } from './cohort.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { PreparedRun } from './run-profile.ts';

/** Cohorts at most: a state stays bounded however often goldens are edited. */
const mostCohorts = 6;
/** A golden that comes within this share of what a cohort has to learn still joins it. */
const joinShare = 0.2;

/**
 * The cohorts, with those goldens of the run that none of them has: they join the one that has just begun to learn, or begin
 * one of their own. Where there are too many, the newest begins again with them.
 */
export function cohortsWith(
  cohorts: readonly Cohort[],
  { profile }: PreparedRun,
  { baselineRuns }: DetectorSettings,
): readonly Cohort[] {
  const known = new Set(cohorts.flatMap(({ goldens }) => goldens));
  const strangers = [...profile.goldens.keys()].filter((golden) => !known.has(golden)).sort();
  if (strangers.length === 0) return cohorts;
  const newest = cohorts.at(-1);
  const others = cohorts.slice(0, -1);
  if (newest?.kind === 'learning' && newest.runs.length < joinShare * baselineRuns)
    return [...others, { ...newest, goldens: [...newest.goldens, ...strangers].sort() }];
  if (cohorts.length < mostCohorts) return [...cohorts, { kind: 'learning', goldens: strangers, runs: [] }];
  const again = newest?.kind === 'learning' ? newest.goldens : [];
  return [...others, { kind: 'learning', goldens: [...again, ...strangers].sort(), runs: [] }];
}
