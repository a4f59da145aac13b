import { goldenKey } from '../../domain/golden/golden-key.ts';
import { isStep, type ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { Sample } from '../../domain/run/sample.ts';
import type { DetectorState } from '../../drift/detector-state.ts';
import { learnedDraws } from './learned-draws.ts';

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
export function smallerDesign(asked: Design, state: DetectorState): Design {
  const learned = learnedDraws(state);
  return new Map([...asked].filter(([key, count]) => count < (learned.get(key) ?? 0)));
}

/** Whether a run asks for more draws of some golden than were learned, and of none for fewer. */
export function hasMore(asked: Design, state: DetectorState): boolean {
  const learned = learnedDraws(state);
  const both = [...asked].flatMap(([key, draws]) => (learned.has(key) ? [draws - (learned.get(key) as number)] : []));
  return both.length > 0 && both.some((more) => more > 0) && both.every((more) => more >= 0);
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
  const { planned, completed, asked } = run;
  const askedFor = asked && new Map([...asked].map(([key, count]) => [key, Math.min(count, design.get(key) ?? count)]));
  const fewer = { planned: planned - spare, ...(completed === undefined ? {} : { completed: completed - spare }) };
  return { ...run, goldens: new Map(goldens), ...fewer, ...(askedFor === undefined ? {} : { asked: askedFor }) };
}
