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
  if ('profile' in run) return run;
  const design = designOfState(state, settings);
  const keys = [...run.goldens.keys(), ...(run.asked?.keys() ?? [])];
  const panel = goldenPanel(state, keys, settings);
  if (panel === undefined) return prepareRun(run, design);
  const watched = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([key]) => panel.has(key)));
  const { goldens, asked } = run;
  const part = { ...run, goldens: watched(goldens), ...(asked && { asked: watched(asked) }) };
  const sampleOf = new Set(keys.filter((key) => !isStep(key))).size;
  return { ...prepareRun(part, design), rates: runRates(run), sampleOf };
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
