import type { LlamaContext } from 'node-llama-cpp';
import { ModelSequence } from './model-sequence.ts';
import { Pool } from './pool.ts';

/** A sequence of one's own, until `release` is called. */
export interface SequenceLease {
  readonly sequence: ModelSequence;
  release(): void;
}

/** Weights on a kernel, able to answer several requests at once, from when it begins to load until it is retired. */
export class ModelContext {
  readonly #loading: Promise<LlamaContext>;
  readonly #sequences: Promise<Pool<ModelSequence>>;
  /** Who has a sequence or waits for one. */
  #users = 0;
  #whenUnused: (() => void) | undefined;

  constructor(loading: Promise<LlamaContext>) {
    this.#loading = loading;
    this.#sequences = loading.then((context) => {
      const free = Array.from({ length: context.totalSequences }, () => new ModelSequence(context.getSequence()));
      return new Pool(free);
    });
  }

  /** Resolves when it can answer; rejects if it cannot be loaded. */
  async ready(): Promise<void> {
    await this.#sequences;
  }

  /** A sequence, when one is free. Whoever has called this before `retire` gets one. */
  async acquire(signal: AbortSignal): Promise<SequenceLease> {
    this.#users++; // before anything is awaited: nobody may free the memory in between
    try {
      const sequences = await this.#sequences;
      const sequence = await sequences.acquire(signal);
      const release = () => {
        sequences.release(sequence);
        this.#leave();
      };
      return { sequence, release };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Frees the memory as soon as nobody uses it. Call `acquire` no more. */
  async retire(): Promise<void> {
    if (this.#users > 0)
      await new Promise<void>((resolve) => {
        this.#whenUnused = resolve;
      });
    await (await this.#loading).dispose();
  }

  #leave(): void {
    this.#users--;
    if (this.#users === 0) this.#whenUnused?.();
  }
}
