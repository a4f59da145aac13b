import type { LlamaContext } from 'node-llama-cpp';
import { ModelSequence } from './model-sequence.ts';
import { Pool } from './pool.ts';

/** Weights on a kernel, ready to answer several requests at once. */
export class ModelContext {
  readonly #context: LlamaContext;
  readonly #sequences: Pool<ModelSequence>;

  constructor(context: LlamaContext) {
    this.#context = context;
    const free = Array.from({ length: context.totalSequences }, () => new ModelSequence(context.getSequence()));
    this.#sequences = new Pool(free);
  }

  /** A sequence of one's own, when one is free; give it back with `release`. */
  acquire(signal: AbortSignal): Promise<ModelSequence> {
    return this.#sequences.acquire(signal);
  }

  release(sequence: ModelSequence): void {
    this.#sequences.release(sequence);
  }

  /** Frees the memory once everybody who uses or awaits a sequence is done. */
  async close(): Promise<void> {
    await this.#sequences.drain();
    await this.#context.dispose();
  }
}
