import type { Draw, ObservedRun } from '../domain/run/observed-run.ts';

/** Answers of one run by golden: what simulated runs are put together from. */
export interface DrawnRun {
  readonly run: string;
  /** By the key of the golden (id and version), each with the same number of draws in every run that holds it. */
  readonly goldens: ReadonlyMap<string, readonly Draw[]>;
}

/** Runs in which nothing changed, from which simulations take their baselines and into which they plant changes. */
export interface Material {
  /** `stored` answers of the endpoint itself, or those of a stated model where too few are stored. */
  readonly origin: 'stored' | 'model';
  readonly runs: readonly DrawnRun[];
  /** The draw as it is when it ends after half of what it says, its properties included. */
  readonly halved: (golden: string, draw: Draw) => Draw;
}

/** Fewer runs beside the baseline say too little of how late an alarm can be. */
export const fewestBeside = 40;

/** Newest runs that are read, and followed after a change, at most. */
export const [mostRuns, mostAfter] = [200, 48];

/** The same material with the first so many draws of some goldens only. */
export function narrow(
  material: Material,
  { goldens, repetitions }: { readonly goldens: ReadonlySet<string>; readonly repetitions: number },
): Material {
  const runs = material.runs.map(({ run, goldens: drawn }) => ({
    run,
    goldens: new Map(
      [...drawn]
        .filter(([key]) => goldens.has(goldenIdOf(key)))
        .map(([key, draws]) => [key, draws.length > repetitions ? draws.slice(0, repetitions) : draws]),
    ),
  }));
  return { ...material, runs };
}

/**
 * Answers to a golden without their log-probabilities. A planted change moves what is said; what it would do to log-probabilities
 * nobody knows, and those of answers that did not change would speak against it. Where an answer is one token, it is known.
 */
export function withoutLogprobs([key, draws]: readonly [string, readonly Draw[]]): [string, readonly Draw[]] {
  return [key, draws.map(({ logprobs: _, firstTokenTop: _top, ...draw }) => draw)];
}

/** The id in the key of a golden, or of a step of one: without version and step. */
export function goldenIdOf(key: string): string {
  return key.replace(/( › .*)?(@[0-9a-f]+)?$/s, '');
}

/** One run as the detector is given it. */
export function observedOf({ run, goldens }: DrawnRun): ObservedRun {
  const draws = [...goldens.values()].reduce((sum, { length }) => sum + length, 0);
  return { run, at: '1970-01-01T00:00:00Z', goldens, identity: [], planned: draws, completed: draws, failed: 0 };
}
