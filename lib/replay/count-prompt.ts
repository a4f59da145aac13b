import { CallError } from '../domain/errors.ts';
import type { Sample } from '../domain/run/sample.ts';
import type { Provider, ProviderRequest } from '../ports/provider.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ReplaySignals } from './replay-signals.ts';

const deadlineMs = 10_000;

/**
 * Counts prompts whose answers do not say how long they are, once for each golden of a run: along with its first draw.
 * Whatever goes wrong, the draw stays as it is and a note says why there is no count.
 */
export class PromptCounter {
  readonly #provider: Pick<Provider, 'countTokens'>;
  readonly #limiter: RateLimiter;
  #isHopeless = false;

  constructor(provider: Pick<Provider, 'countTokens'>, limiter: RateLimiter) {
    this.#provider = provider;
    this.#limiter = limiter;
  }

  /** The sample, with the count of its prompt where one is wanted and was given. */
  async withCount(
    sample: Sample,
    request: ProviderRequest,
    { stop, cancel }: Required<ReplaySignals>,
  ): Promise<Sample> {
    if (!this.#isWanted(sample)) return sample;
    await this.#limiter.acquire(stop);
    if (stop.aborted) return sample;
    try {
      const signal = AbortSignal.any([cancel, AbortSignal.timeout(deadlineMs)]);
      const tokens = await this.#provider.countTokens?.(request, signal);
      return tokens === undefined ? sample : { ...sample, countedInputTokens: tokens };
    } catch (error) {
      const failure = error instanceof CallError ? error.failure : 'unknown';
      if (hopeless.includes(failure)) this.#isHopeless = true; // whatever another one that was on its way comes to
      return { ...sample, notes: [...(sample.notes ?? []), `prompt tokens not counted: ${failure}`] };
    }
  }

  #isWanted({ error, inputTokens, turns, repetition }: Sample): boolean {
    if (this.#provider.countTokens === undefined || this.#isHopeless) return false;
    // A chain is many requests, no two of which are known to be alike.
    return error === undefined && inputTokens === undefined && turns === undefined && repetition === 0;
  }
}

/** Failures after which no other prompt of the run is counted either: they would not pass, or hold up every golden. */
const hopeless: readonly string[] = [
  ...['not-found', 'authentication', 'permission-denied', 'quota-exceeded'],
  ...['unreachable', 'timeout'],
];
