import { isStep } from '../domain/run/observed-run.ts';
import type { Coverage, NotJudged } from '../domain/verdict/evidence.ts';
import type { Cohort, CohortTest } from './cohort.ts';
import { circumstanceRuns, type DetectorSettings } from './detector-settings.ts';
import type { PreparedRun } from './run-profile.ts';

/** What a verdict on a run covers: which goldens of the baseline were judged, and why the others were not. */
export function coverageOf(
  cohorts: readonly Cohort[],
  { profile, asked, sampleOf }: PreparedRun,
  { baselineRuns }: DetectorSettings,
  tests: readonly CohortTest[],
): Coverage {
  const judged = new Set(tests.flatMap(({ goldens }) => goldens).filter((golden) => !isStep(golden)));
  const baseline = new Set(
    cohorts.flatMap((cohort) => (cohort.kind === 'armed' ? cohort.goldens.filter((golden) => !isStep(golden)) : [])),
  );
  const why = (golden: string): NotJudged['why'] => {
    if (profile.goldens.has(golden)) return 'too-few-draws';
    return asked.has(golden) ? 'failed' : 'not-asked';
  };
  const missing = [...baseline].filter((golden) => !judged.has(golden)).map((golden) => ({ golden, why: why(golden) }));
  const learning = cohorts.flatMap((cohort): NotJudged[] => {
    if (cohort.kind === 'armed') return [];
    const learned = { runs: cohort.runs.length, of: baselineRuns };
    return cohort.goldens
      .filter((golden) => !isStep(golden) && (profile.goldens.has(golden) || asked.has(golden)))
      .map((golden) => ({ golden, why: 'learning', learned }));
  });
  const scarce = tests.find(({ circumstances }) => circumstances !== undefined)?.circumstances;
  return {
    judged: judged.size,
    baseline: baseline.size,
    notJudged: [...missing, ...learning],
    cohorts: tests.map(({ goldens, references }) => ({ goldens: goldens.length, references })),
    ...(sampleOf === undefined ? {} : { sampleOf }),
    ...(scarce === undefined
      ? {}
      : { circumstances: { name: scarce.name, references: scarce.references, needed: circumstanceRuns } }),
  };
}
