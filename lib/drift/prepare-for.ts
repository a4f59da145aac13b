import { isStep, type ObservedRun } from '../domain/run/observed-run.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { DetectorState } from './detector-state.ts';
import { goldenPanel } from './golden-panel.ts';
import { type PreparedRun, prepareRun } from './run-profile.ts';
import { runRates } from './run-rates.ts';

/** The run as this state needs it: of the goldens that it watches, exactly the design's draws. */
export function prepareFor(
  state: DetectorState,
  run: ObservedRun | PreparedRun,
  settings: DetectorSettings,
): PreparedRun {
  const goldens = 'profile' in run ? run.profile.goldens : run.goldens;
  const keys = [...goldens.keys(), ...(run.asked?.keys() ?? [])];
  const panel = goldenPanel(state, keys, settings);
  if (panel === undefined) return 'profile' in run ? run : prepareRun(run, designOfState(state, settings));
  const sampleOf = new Set(keys.filter((key) => !isStep(key))).size;
  const watched = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([key]) => panel.has(key)));
  const asked = run.asked && watched(run.asked);
  if ('profile' in run) {
    const { profile } = run;
    return { ...run, profile: { ...profile, goldens: watched(profile.goldens) }, asked: asked ?? run.asked, sampleOf };
  }
  const part = { ...run, goldens: watched(run.goldens), ...(asked && { asked }) };
  return { ...prepareRun(part, designOfState(state, settings)), rates: runRates(run), sampleOf };
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
