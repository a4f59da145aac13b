import type { ObservedRun } from '../domain/run/observed-run.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { DetectorState } from './detector-state.ts';
import { type PreparedRun, prepareRun } from './run-profile.ts';

/** The run as this state needs it: exactly the design's draws of each golden. */
export function prepareFor(
  state: DetectorState,
  run: ObservedRun | PreparedRun,
  settings: DetectorSettings,
): PreparedRun {
  return 'profile' in run ? run : prepareRun(run, designOfState(state, settings));
}

/** Draws to use of each golden: those of the layouts that are fixed, and what the settings say of the others. */
export function designOfState(
  { cohorts }: DetectorState,
  { design }: Pick<DetectorSettings, 'design'>,
): ReadonlyMap<string, number> {
  const draws = new Map(design);
  for (const cohort of cohorts)
    if (cohort.kind === 'armed')
      cohort.set.layout.goldens.forEach((golden, i) => {
        draws.set(golden, cohort.set.layout.draws[i] as number);
      });
  return draws;
}
