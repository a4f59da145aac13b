import { isStep, type ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { DetectorState } from '../../drift/detector.ts';
import { goldenKey } from '../../features/observe-run.ts';

/** Draws of each golden in a run, by key: what makes runs of one kind. */
export type Design = ReadonlyMap<string, number>;

/** Draws that a run asked for, by golden, failed ones among them; what a run that was cut off asked for is not known. */
export function designOf({ planned }: RunRecord, samples: readonly Sample[]): Design | undefined {
  if (samples.length < planned) return undefined;
  return new Map([...Map.groupBy(samples, goldenKey)].map(([key, drawn]) => [key, drawn.length]));
}

/**
 * Goldens of which a run asks for fewer draws than were learned: a run of another size is not one of the baseline's kind,
 * so that is learned again with as many as this one has. Empty where the run has as many or more.
 */
export function smallerDesign(asked: Design, { phase }: DetectorState): Design {
  if (phase.kind === 'learning') return smallerThanLearned(asked, phase.profiles);
  const { goldens, draws } = phase.kind === 'bag' ? phase.bag.panel : phase.reference.set.panel;
  return new Map([...asked].filter(([key, count]) => count < (draws[goldens.indexOf(key)] ?? 0)));
}

function smallerThanLearned(
  asked: Design,
  profiles: readonly { readonly goldens: ReadonlyMap<string, { readonly draws: number }> }[],
): Design {
  const most = (key: string) => Math.max(0, ...profiles.map(({ goldens }) => goldens.get(key)?.draws ?? 0));
  return new Map([...asked].filter(([key, count]) => count < most(key)));
}

/** A run with no more draws of a golden than a design has of it; the first ones, whatever they say. */
export function withDesign(run: ObservedRun, design: Design): ObservedRun {
  let spare = 0;
  const goldens = [...run.goldens].map(([key, draws]) => {
    const most = design.get(key) ?? draws.length;
    if (!isStep(key)) spare += Math.max(0, draws.length - most);
    return [key, draws.slice(0, most)] as const;
  });
  if (spare === 0) return run;
  const { planned, completed } = run;
  const fewer = { planned: planned - spare, ...(completed === undefined ? {} : { completed: completed - spare }) };
  return { ...run, goldens: new Map(goldens), ...fewer };
}
