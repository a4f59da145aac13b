import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { goldenRequest } from '../domain/golden/golden-request.ts';
import type { Random } from '../domain/random.ts';
import { type FirstToken, firstTokenOf } from '../features/sharpness.ts';
import type { Clock } from '../ports/clock.ts';
import type { Provider, ProviderCompletion } from '../ports/provider.ts';
import { draw } from '../replay/draw.ts';
import { RateLimiter } from '../replay/rate-limiter.ts';
import { workTogether } from '../replay/work-together.ts';
import type { Account } from './search/account.ts';
import { type OneToken, oneTokenBody } from './search/one-token-body.ts';

export interface SharpenDeps {
  readonly provider: Provider;
  readonly clock: Clock;
  /** Uniform on [0, 1): prompts that are made up, seeds and retries. */
  readonly random: Random;
  /** Told after every draw. */
  readonly onDrawn?: (calls: number) => void;
}

/** Tokens of a message beside its text: roles and marks of a chat template, and the one that is answered. */
const overheadTokens = 8;

/** Draws in a row that fail, after which a search ends. */
const hopelessAfter = 10;

/** About what a draw of a prompt uses. */
export function tokensFor(text: string): number {
  return Math.ceil(text.length / 4) + overheadTokens;
}

/** Draws first tokens of prompts at one endpoint, within one account. */
export class Drawer {
  readonly #endpoint: Endpoint;
  readonly #api: Api;
  readonly #account: Account;
  readonly #deps: SharpenDeps;
  readonly #limiter: RateLimiter;
  readonly #stop: AbortSignal;
  #failedInARow = 0;
  #drawn = 0;

  constructor(
    { endpoint, api, account }: { readonly endpoint: Endpoint; readonly api: Api; readonly account: Account },
    deps: SharpenDeps,
    stop: AbortSignal,
  ) {
    this.#endpoint = endpoint;
    this.#api = api;
    this.#account = account;
    this.#deps = deps;
    this.#limiter = new RateLimiter(deps.clock, endpoint);
    this.#stop = stop;
  }

  /** Whether so many draws failed in a row that nothing more is sent. */
  get isHopeless(): boolean {
    return this.#failedInARow >= hopelessAfter;
  }

  /** One draw; undefined where it is not affordable, or was stopped. */
  async one(text: string, asked: OneToken): Promise<ProviderCompletion | undefined> {
    const aside = tokensFor(text) + (asked.tokens ?? 1) - 1;
    if (this.#stop.aborted || this.isHopeless || !this.#account.setAside(aside)) return undefined;
    const golden = goldenRequest({
      id: 'sharp',
      api: this.#api,
      provenance: 'handwritten',
      body: oneTokenBody(this.#api, text, asked, this.#endpoint),
      expectations: [],
    });
    const request = { endpoint: this.#endpoint, golden, drawSeed: Math.floor(this.#deps.random() * 2 ** 32) };
    // One attempt: a search would rather try the next prompt than wait for this one.
    const drawn = await draw(
      request,
      1,
      { ...this.#deps, limiter: this.#limiter },
      { stop: this.#stop, cancel: this.#stop },
    );
    const { attempts = 0, completion } = drawn ?? {};
    this.#account.settle(aside, {
      attempts,
      inputTokens: completion?.inputTokens,
      outputTokens: completion?.outputTokens,
    });
    if (completion === undefined) return undefined;
    this.#failedInARow = completion.error === undefined ? 0 : this.#failedInARow + 1;
    this.#deps.onDrawn?.(++this.#drawn);
    return completion;
  }

  /** So many draws of each prompt, in turns, as far as the account goes; prompts that were not answered have fewer. */
  async many(texts: readonly string[], draws: number, asked: OneToken): Promise<Map<string, FirstToken[]>> {
    const found = new Map<string, FirstToken[]>(texts.map((text) => [text, []]));
    const queue = Array.from({ length: draws }, () => texts)
      .flat()
      .values();
    const work = async () => {
      for (const text of queue) {
        const completion = await this.one(text, asked);
        if (completion === undefined) return;
        if (completion.error === undefined) found.get(text)?.push(firstTokenOf(completion));
      }
    };
    await workTogether(this.#endpoint.concurrency, work, new AbortController());
    return found;
  }
}
