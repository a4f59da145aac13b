import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { RunStore } from '../ports/run-store.ts';
import { distinctAnswers, divergencePoints } from '../reroll/counts/distinct-answers.ts';
import type { KnownPrompt } from './search/candidates.ts';
import { lastPrompt } from './search/one-token-body.ts';

/** Newest runs whose answers are looked at. */
const runsLookedAt = 10;

/**
 * What the goldens of an endpoint ask, and how early and how often stored answers to each part. Sends nothing. Trees and sharp
 * goldens are left out, as are requests of images and the like.
 *
 * Cost: the samples of ten runs.
 */
export async function knownPrompts(
  endpoint: string,
  goldens: readonly GoldenRequest[],
  runs: Pick<RunStore, 'list' | 'samples'>,
): Promise<KnownPrompt[]> {
  const samples: Sample[] = [];
  for (const { run } of await runs.list({ endpoint, last: runsLookedAt })) samples.push(...(await runs.samples(run)));
  return goldens.flatMap((golden) => {
    const { id, api, body, trace, sharp } = golden;
    const text = trace === undefined && sharp === undefined ? lastPrompt(api, body) : undefined;
    return text === undefined ? [] : [{ golden: id, text, parted: partedEarly(golden, samples) }];
  });
}

/** Share of stored answers that leave the commonest one where the first does, less the later that is; 0 where all agree. */
function partedEarly({ id, version }: GoldenRequest, samples: readonly Sample[]): number {
  const answers = samples
    .filter((one) => one.golden === id && one.goldenVersion === version && one.error === undefined)
    .map(({ text = '', toolCalls = [] }) => ({ text, toolCalls, fails: [] }));
  const first = divergencePoints(distinctAnswers(answers))?.first;
  return first === undefined ? 0 : first.share / (1 + first.character);
}
