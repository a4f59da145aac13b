import type { ListedModel } from '../../lib/domain/endpoint/model-offer.ts';
import type { Provider, ProviderCompletion, ProviderRequest } from '../../lib/ports/provider.ts';

/** What the fake answers to a call; `attempt` counts calls for the same draw from 1. */
export type Script = (request: ProviderRequest, attempt: number, signal: AbortSignal) => Answer | Promise<Answer>;
type Answer = ProviderCompletion | string;

/** A provider that answers by script and remembers what it was asked: for tests of everything above providers. */
export class FakeProvider implements Provider {
  readonly calls: ProviderRequest[] = [];
  /** Most calls that were ever in flight at once. */
  mostInFlight = 0;
  readonly #script: Script;
  readonly #models: readonly ListedModel[];
  #inFlight = 0;

  /** @param script a string is the text of a completed answer. */
  constructor(script: Script = ({ golden }) => `answer to ${golden.id}`, models: readonly ListedModel[] = []) {
    this.#script = script;
    this.#models = models;
  }

  async complete(request: ProviderRequest, signal: AbortSignal): Promise<ProviderCompletion> {
    this.calls.push(request);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.#inFlight);
    try {
      if (signal.aborted) return { error: 'cancelled' };
      const answer = await this.#script(request, this.#attempt(request), signal);
      return typeof answer === 'string'
        ? { text: answer, finishReason: 'stop', inputTokens: 10, outputTokens: 5 }
        : answer;
    } finally {
      this.#inFlight--;
    }
  }

  async models(): Promise<readonly ListedModel[]> {
    return this.#models;
  }

  #attempt({ golden, drawSeed }: ProviderRequest): number {
    return this.calls.filter((call) => call.golden.id === golden.id && call.drawSeed === drawSeed).length;
  }
}
