import { coin } from './seeds.ts';
import type { Served, Variant } from './served.ts';

/** One set of weights on one kernel: what answers a single request. */
export interface Backend {
  readonly variant: Variant;
  readonly scale: number;
  readonly flashAttention: boolean;
}

/** What stands behind the model ID now. */
export interface ServingState {
  readonly stable: Served;
  /** A staged rollout: this share (0 to 1, both excluded) of requests is answered by `served` instead. */
  readonly rollout?: { readonly served: Served; readonly share: number };
}

export interface ServingOptions {
  /** How long `shifting` numerics stay one kind, in milliseconds. */
  readonly periodMs: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /** Milliseconds since some fixed time. */
  readonly now: () => number;
}

/** Decides what answers each request, and changes its mind without telling anybody. */
export class Serving {
  #state: ServingState;
  readonly #options: ServingOptions;
  readonly #salt: number;

  constructor(served: Served, options: ServingOptions) {
    this.#state = { stable: served };
    this.#options = options;
    this.#salt = Math.floor(options.random() * 2 ** 32);
  }

  get state(): ServingState {
    return this.#state;
  }

  /**
   * Serves `to` from now on: to everybody, or to a share of requests while the rest stay with what was stable before.
   * Share 1 ends a rollout with `to` stable; share 0 rolls back.
   */
  change(to: Served, share: number): void {
    const { stable } = this.#state;
    if (share === 1) this.#state = { stable: to };
    else if (share === 0) this.#state = { stable };
    else this.#state = { stable, rollout: { served: to, share } };
  }

  /** What answers the request that has just come in. */
  pick(): Backend {
    const { stable, rollout } = this.#state;
    const served = rollout !== undefined && this.#options.random() < rollout.share ? rollout.served : stable;
    return { variant: served.variant, scale: served.scale, flashAttention: this.#flashAttention(served) };
  }

  /** Everything that may answer a request until the next change. */
  backends(): Backend[] {
    const { stable, rollout } = this.#state;
    return (rollout === undefined ? [stable] : [stable, rollout.served]).flatMap(backendsOf);
  }

  #flashAttention({ numerics }: Served): boolean {
    if (numerics !== 'shifting') return numerics === 'flash';
    return coin(this.#salt, Math.floor(this.#options.now() / this.#options.periodMs));
  }
}

/** Every backend that can answer for `served`. */
export function backendsOf({ variant, scale, numerics }: Served): Backend[] {
  const kernels = numerics === 'shifting' ? [true, false] : [numerics === 'flash'];
  return kernels.map((flashAttention) => ({ variant, scale, flashAttention }));
}
