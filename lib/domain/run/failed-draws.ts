import type { FailedDraws, RunFailures } from '../verdict/failure-shares.ts';
import type { AskedDraw } from './asked-draw.ts';
import type { Sample } from './sample.ts';

/** Failed calls of a run by class: draws whose every attempt failed, and attempts that were made again. */
export function countFailures(run: string, samples: readonly AskedDraw[]): RunFailures {
  const failed: { [name: string]: number } = {};
  let calls = 0;
  for (const sample of samples) {
    const classes = failuresOf(sample);
    calls += classes.length + Number(sample.error === undefined);
    for (const name of classes) failed[name] = (failed[name] ?? 0) + 1;
  }
  return { run, calls, failed };
}

/**
 * The draws that lost an attempt, by golden and class; an attempt that was made again counts as lost.
 *
 * @param nameOf what the golden of a sample is called, e.g. with its version; its id if left out.
 */
export function failedDraws(
  samples: readonly AskedDraw[],
  nameOf: (sample: AskedDraw) => string = ({ golden }) => golden,
): FailedDraws[] {
  const byGolden = [...Map.groupBy(samples, nameOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byGolden.flatMap(([golden, drawn]) =>
    [...new Set(drawn.flatMap(failuresOf))].sort().map((failure): FailedDraws => {
      const lost = drawn.filter((sample) => failuresOf(sample).includes(failure));
      const answered = lost.filter(({ error }) => error === undefined).length;
      return { golden, failure, draws: lost.length, answered, of: drawn.length };
    }),
  );
}

/** The classes of a draw's failed attempts, one entry an attempt; the last one of a draw that gave no answer with them. */
export function failuresOf({ error, failedAttempts = [] }: Pick<Sample, 'error' | 'failedAttempts'>): string[] {
  const before = failedAttempts.map((attempt) => attempt.error);
  return error === undefined ? before : [...before, error];
}
