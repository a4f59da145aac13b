import { type Random, seededRandom } from '../../lib/domain/random.ts';
import type { FailureClass } from '../../lib/domain/run/completion.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Provider, ProviderCompletion, ProviderRequest } from '../../lib/ports/provider.ts';

/** What is true of a server at one time; every part may be changed while an endpoint lives. */
export interface World {
  /** Models that it serves; others are not found. */
  models: readonly string[];
  /** Share of answers that are refusals, by golden; 0 where a golden is not named, `*` for all. */
  refusing: Readonly<Record<string, number>>;
  /** Goldens whose every call fails, with what. */
  failing: Readonly<Record<string, FailureClass>>;
  /** Share of calls that fail by chance. */
  flaky: number;
  /** Whether answers of more than so many words time out. */
  patience: number;
  /** What the prompt cache holds: nothing is said of it, nothing, or all but the end of a prompt. */
  cache: 'untold' | 'cold' | 'warm';
  /** How far the mix of answers follows the hour of the day, 0 to 1. */
  rhythm: number;
}

export const calmWorld: World = {
  models: ['pinned-1', 'pinned-2'],
  refusing: {},
  failing: {},
  flaky: 0,
  patience: Number.POSITIVE_INFINITY,
  cache: 'untold',
  rhythm: 0,
};

const openings = ['Yes, please find', 'Of course, here is', 'Gladly; this is', 'Certainly: you get', 'Here comes'];
const middles = ['the summary', 'a short answer', 'what was asked for', 'the list'];
const endings = ['in full.', 'as agreed.', 'without further notes.', 'for the customer, with the best regards.'];

/** A server that answers with the noise of a model that is sampled, seeded by who asks and when. */
export class SimulatedServer implements Provider {
  readonly world: World = { ...calmWorld };
  /** Calls so far. */
  calls = 0;
  readonly #seed: string;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(seed: string, clock: Pick<Clock, 'now'>) {
    this.#seed = seed;
    this.#clock = clock;
  }

  async complete({ endpoint, golden, drawSeed }: ProviderRequest): Promise<ProviderCompletion> {
    const { models, failing, flaky, patience, refusing } = this.world;
    const random = seededRandom(`${this.#seed} ${drawSeed} ${golden.id} ${this.calls++}`);
    if (!models.includes(endpoint.model)) return { error: 'not-found' };
    const failure = failing[golden.id];
    if (failure !== undefined) return { error: failure };
    if (random() < flaky) return { error: 'overloaded' };
    const refuses = random() < (refusing[golden.id] ?? refusing['*'] ?? 0);
    const text = refuses ? 'I am sorry, but I cannot help with that.' : this.#answer(endpoint.model, golden.id, random);
    if (text.split(' ').length > patience) return { error: 'timeout' };
    return { text, finishReason: 'stop', inputTokens: 40, outputTokens: text.split(' ').length, ...this.#cached() };
  }

  /** Another model, and another golden, answers with another mix of the same words. */
  #answer(model: string, golden: string, random: Random): string {
    const habits = seededRandom(`${model} ${golden}`);
    const hour = this.#clock.now().getUTCHours();
    const sway = this.world.rhythm * Math.sin((2 * Math.PI * hour) / 24);
    const pick = (words: readonly string[]) => {
      const lean = 0.7 + 2 * habits();
      return words[Math.floor(words.length * random() ** (lean * (1 + sway)))] as string;
    };
    return `${pick(openings)} ${pick(middles)} ${pick(endings)}`;
  }

  #cached(): Pick<ProviderCompletion, 'cachedInputTokens'> {
    const { cache } = this.world;
    return cache === 'untold' ? {} : { cachedInputTokens: cache === 'warm' ? 32 : 0 };
  }
}
