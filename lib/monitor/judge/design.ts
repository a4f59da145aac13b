import { goldenKey } from '../../domain/golden/golden-key.ts';
import type { AskedDraw } from '../../domain/run/asked-draw.ts';
import { type Draw, isStep, type ObservedRun } from '../../domain/run/observed-run.ts';
import type { RunRecord } from '../../domain/run/run.ts';
import type { DetectorState } from '../../drift/detector-state.ts';
import type { CountedRun } from '../../features/run-observer.ts';
import { learnedDraws } from './learned-draws.ts';

/** Draws of each golden in a run, by key: what makes runs of one kind. */
export type Design = ReadonlyMap<string, number>;

/** Draws that a run asked for, by golden, failed ones among them; what a run that was cut off asked for is not known. */
export function designOf({ planned }: RunRecord, samples: readonly AskedDraw[]): Design | undefined {
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

/** Takes no more draws of a golden than a design has of it: the first ones, whatever they say. */
export class DesignedRun {
  readonly #design: Design;
  #spare = 0;

  constructor(design: Design) {
    this.#design = design;
  }

  /** @param goldens draws by key, of no golden that came before. */
  cut(goldens: ObservedRun['goldens']): Map<string, readonly Draw[]> {
    const kept = new Map<string, readonly Draw[]>();
    for (const [key, draws] of goldens) {
      const most = this.#design.get(key) ?? draws.length;
      if (!isStep(key)) this.#spare += Math.max(0, draws.length - most);
      kept.set(key, draws.slice(0, most));
    }
    return kept;
  }

  /** What is known of the run beside its draws, as if those that were cut had not been asked for. */
  counted(run: CountedRun): CountedRun {
    if (this.#spare === 0) return run;
    const { planned, completed, asked } = run;
    const most = (key: string, count: number) => Math.min(count, this.#design.get(key) ?? count);
    return {
      ...run,
      planned: planned - this.#spare,
      ...(completed === undefined ? {} : { completed: completed - this.#spare }),
      ...(asked && { asked: new Map([...asked].map(([key, count]) => [key, most(key, count)])) }),
    };
  }
}
