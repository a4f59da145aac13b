import type { Draw } from '../domain/observed-run.ts';
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
}

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
  let count = 0;
  for (const draw of draws) {
    const text = outputText(draw);
    draw.logprobs?.forEach((logprob, i) => {
      sum += logprob;
      count++;
      if (i < maxChosen) push(chosen, mixHashes(hashText(text, 0, prefixEnd(text, i)), i), logprob);
    });
    for (const [token, logprob] of draw.firstTokenTop ?? []) push(alternatives, hashText(token), logprob);
  }
  return {
    chosen: means(chosen, maxChosen),
    alternatives: means(alternatives, maxAlternatives),
    mean: count === 0 ? Number.NaN : Math.fround(sum / count),
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

/**
 * Sufficient statistics of log-probabilities by context over several runs: how many runs, their sum, their sum of
 * squares. From them the mean squared difference of one run from all others takes time O(its contexts).
 */
export class ContextTable {
  readonly #entries: Map<number, [runs: number, sum: number, squares: number]>;

  constructor(entries: Iterable<readonly [number, readonly [number, number, number]]> = []) {
    this.#entries = new Map([...entries].map(([context, [runs, sum, squares]]) => [context, [runs, sum, squares]]));
  }

  add({ contexts, values }: ContextValues): void {
    contexts.forEach((context, i) => {
      const value = values[i] as number;
      const entry = this.#entries.get(context);
      if (entry === undefined) this.#entries.set(context, [1, value, value * value]);
      else {
        entry[0]++;
        entry[1] += value;
        entry[2] += value * value;
      }
    });
  }

  /**
   * ln of the mean squared difference between a run's log-probabilities and those of the other runs in equal contexts,
   * plus 1e-5 (a difference of 0.003 nats), which keeps a noiseless endpoint finite. NaN if no context is shared.
   *
   * @param isMember whether the run was added to this table, so that it must not be compared with itself.
   */
  distance({ contexts, values }: ContextValues, isMember: boolean): number {
    let sum = 0;
    let pairs = 0;
    contexts.forEach((context, i) => {
      const entry = this.#entries.get(context);
      if (entry === undefined) return;
      const value = values[i] as number;
      const others = entry[0] - (isMember ? 1 : 0);
      if (others <= 0) return;
      // The run itself contributes a difference of 0, so the sums over all runs serve as sums over the others.
      sum += Math.max(0, (entry[2] - 2 * value * entry[1] + entry[0] * value * value) / others);
      pairs++;
    });
    return pairs === 0 ? Number.NaN : Math.log(sum / pairs + 1e-5);
  }

  entries(): [number, [number, number, number]][] {
    return [...this.#entries];
  }

  /** The contexts that most runs have; which of equals are kept does not depend on their order. */
  mostFrequent(limit: number): ContextTable {
    return new ContextTable([...this.#entries].sort(([c, [a]], [d, [b]]) => b - a || c - d).slice(0, limit));
  }

  clone(): ContextTable {
    return new ContextTable(this.#entries);
  }
}
