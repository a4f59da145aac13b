import type { Draw } from '../domain/run/observed-run.ts';
import { hashText, mixHashes, outputText } from './text-units.ts';

/** Log-probabilities by context: entries of equal context were computed by the model from equal input. */
export interface ContextValues {
  /** Distinct 32-bit hashes, in the order of first occurrence. */
  readonly contexts: Uint32Array;
  /** Mean log-probability in nats, one a context. */
  readonly values: Float32Array;
}

/** What is kept of the log-probabilities of one run and golden. */
export interface LogprobValues {
  /** Chosen tokens whose whole prefix is known, at most `maxChosen`. */
  readonly chosen: ContextValues;
  /** The most likely first tokens, at most `maxAlternatives`. */
  readonly alternatives: ContextValues;
  /** Mean log-probability of all chosen tokens, in nats; NaN where the endpoint gave none. */
  readonly mean: number;
  /**
   * Mean of the lesser of each log-probability and -2, in nats, or NaN. Temperature, nucleus and top-k decide how often
   * tokens of the tail are chosen; how probable the others are says little about them, and varies with what is said.
   */
  readonly tail: number;
}

const tailBelow = -2;
/** Less likely than anything that is chosen: OpenAI writes -9999 for tokens outside the 20 likeliest, which would hide all else. */
const leastLogprob = -20;

const maxChosen = 16;
const maxAlternatives = 20;

/**
 * Characters that certainly cover one more token. Recordings do not say where tokens end, so tokens count as equal, with
 * equal prefixes, when so many characters for each of them are equal. An answer that ends earlier is known whole.
 */
const charactersPerToken = 8;

/**
 * Groups the log-probabilities of one golden and run by what the model had seen when it gave them. The prompt is the
 * same for all draws, so the context of a token is the text up to and including it.
 */
export function logprobValues(draws: readonly Draw[]): LogprobValues {
  const chosen = new Map<number, number[]>();
  const alternatives = new Map<number, number[]>();
  let sum = 0;
  let tail = 0;
  let count = 0;
  for (const draw of draws) {
    const text = outputText(draw);
    draw.logprobs?.forEach((given, i) => {
      const logprob = Math.max(given, leastLogprob);
      sum += logprob;
      tail += Math.min(logprob, tailBelow);
      count++;
      if (i < maxChosen) push(chosen, mixHashes(hashText(text, 0, prefixEnd(text, i)), i), logprob);
    });
    for (const [token, logprob] of draw.firstTokenTop ?? []) push(alternatives, hashText(token), logprob);
  }
  return {
    chosen: means(chosen, maxChosen),
    alternatives: means(alternatives, maxAlternatives),
    mean: count === 0 ? Number.NaN : Math.fround(sum / count),
    tail: count === 0 ? Number.NaN : Math.fround(tail / count),
  };
}

function prefixEnd(text: string, token: number): number {
  return Math.min(text.length, (token + 1) * charactersPerToken);
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function means(lists: ReadonlyMap<number, readonly number[]>, limit: number): ContextValues {
  const kept = [...lists].slice(0, limit);
  return {
    contexts: Uint32Array.from(kept, ([context]) => context),
    values: Float32Array.from(kept, ([, list]) => list.reduce((a, b) => a + b, 0) / list.length),
  };
}
