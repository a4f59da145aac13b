import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { seededRandom } from '../domain/random.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import { halving } from './halve-answer.ts';
import { type DrawnRun, type Material, mostRuns } from './material.ts';

/** Sharp prompts where none were found yet: as many as `pinwatch sharpen` looks for. */
export const modelledPrompts: readonly string[] = Array.from({ length: 12 }, (_, i) => `sharp-${i + 1}`);

/** What a draw of one uses: a word in a chat template, and one token back. */
export const modelledUse = { inputTokens: 10, outputTokens: 1 } as const;

/** A sharp prompt answers with its second token in one draw of ten at least, and in half of them at most. */
const [rarest, commonest] = [0.1, 0.5];

/**
 * Runs of a stated model of sharp prompts, where too few are stored: each has two first tokens, of which the second comes with a
 * share that is uniform between 10 % and 50 %. Text only: with log-probabilities a change is found sooner. Draws are
 * independent; a server with noise of its own, the same in all draws of a run, has changes found later.
 */
export function modelledSharp(
  { id: endpoint, repetitions }: Pick<Endpoint, 'id' | 'repetitions'>,
  goldens: readonly string[],
): Material {
  const random = seededRandom(`sharp model ${endpoint}`);
  const prompts = goldens.map((id) => ({ id, share: rarest + (commonest - rarest) * random() }));
  const runs = Array.from({ length: mostRuns }, (_, run): DrawnRun => {
    const goldens = prompts.map(({ id, share }): [string, readonly Draw[]] => [
      id,
      Array.from({ length: repetitions }, () => (random() < share ? said.second : said.first)),
    ]);
    return {
      run: `sharp model ${run}`,
      goldens: new Map(goldens.map(([id, draws]) => [id, draws.map((one) => ({ ...one }))])),
    };
  });
  return { origin: 'model', runs, halved: halving([]) };
}

const properties = { json: 0, refusal: 0, stop: 0, empty: 0, 'tool-call': 0, 'invalid-tool-arguments': 0 };
const said = {
  first: { text: 'Yes', toolCalls: [], finishReason: 'length', properties },
  second: { text: 'No', toolCalls: [], finishReason: 'length', properties },
} satisfies Record<string, Draw>;
