import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import { drawsToTellBlunt, type FirstToken, firstTokenOf, isBlunt } from '../features/sharpness.ts';
import type { RunStore } from '../ports/run-store.ts';

/** Newest runs that are read at most. */
const mostRuns = 40;

/**
 * Ids of the sharp goldens of an endpoint whose newest answers are no longer undecided: after a change of the model, or since
 * one was accepted as the new baseline, others may show more. None where too little is stored to tell.
 *
 * Cost: nothing without sharp goldens, else the samples of as many runs as hold 32 draws of each, at most 40.
 */
export async function bluntGoldens(
  endpoint: string,
  goldens: readonly GoldenRequest[],
  runs: Pick<RunStore, 'list' | 'samples'>,
): Promise<string[]> {
  const sharp = goldens.filter((golden) => golden.sharp !== undefined);
  if (sharp.length === 0) return [];
  const tokens = new Map<string, FirstToken[]>(sharp.map(({ version }) => [version, []]));
  const records = await runs.list({ endpoint, last: mostRuns });
  for (const { run } of [...records].reverse()) {
    if ([...tokens.values()].every(({ length }) => length >= drawsToTellBlunt)) break;
    for (const sample of await runs.samples(run))
      if (sample.error === undefined) tokens.get(sample.goldenVersion ?? '')?.push(firstTokenOf(sample));
  }
  return sharp
    .filter(
      ({ sharp: found, version }) =>
        found !== undefined && isBlunt(found.by, (tokens.get(version) ?? []).slice(0, drawsToTellBlunt)),
    )
    .map(({ id }) => id);
}
