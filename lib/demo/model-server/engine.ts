import { join } from 'node:path';
import type { LlamaContext, LlamaModel } from 'node-llama-cpp';
import { type LlamaLease, leaseLlama } from './llama-library.ts';
import { ModelContext, type SequenceLease } from './model-context.ts';
import { variantFiles } from './served.ts';
import type { Backend } from './serving.ts';
import { Vocabulary } from './vocabulary.ts';

/** Tokens that a prompt and its answer may have together; the model was trained with this window. */
export const windowTokens = 256;

export interface EngineOptions {
  /** Folder with the model files. */
  readonly directory: string;
  /** Answers that a context computes at once, 1 or more. */
  readonly sequences: number;
}

/** Holds the models in memory. Files are loaded when first needed; each backend has a context of its own. */
export class Engine {
  readonly vocabulary: Vocabulary;
  readonly #lease: LlamaLease;
  readonly #options: EngineOptions;
  readonly #models: Map<string, Promise<LlamaModel>>;
  readonly #contexts = new Map<string, ModelContext>();

  /** @throws {EmbeddedModelUnavailable} if the model engine is missing. */
  static async open(options: EngineOptions): Promise<Engine> {
    const lease = await leaseLlama();
    try {
      const pinned = await loadModel(lease, options.directory, variantFiles.pinned.model);
      return new Engine(lease, options, pinned);
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  private constructor(lease: LlamaLease, options: EngineOptions, pinned: LlamaModel) {
    this.vocabulary = new Vocabulary(pinned);
    this.#lease = lease;
    this.#options = options;
    this.#models = new Map([[variantFiles.pinned.model, Promise.resolve(pinned)]]);
  }

  /** Loads what is not loaded yet, in a few hundredths of a second each, so that no request has to wait for it. */
  async prepare(backends: readonly Backend[]): Promise<void> {
    await Promise.all(backends.map((backend) => this.#context(backend).ready()));
  }

  /** A sequence that computes with this backend, when one is free. */
  acquire(backend: Backend, signal: AbortSignal): Promise<SequenceLease> {
    return this.#context(backend).acquire(signal);
  }

  /** Frees every other backend, each when its last answer is done. */
  async keepOnly(backends: readonly Backend[]): Promise<void> {
    const kept = new Set(backends.map(keyOf));
    const retired = [...this.#contexts].filter(([key]) => !kept.has(key));
    for (const [key] of retired) this.#contexts.delete(key);
    await Promise.all(retired.map(([, context]) => context.retire()));
  }

  /** Frees everything, when the last answer is done. */
  async close(): Promise<void> {
    await this.keepOnly([]);
    for (const model of this.#models.values()) await (await model).dispose();
    await this.#lease.release();
  }

  #context(backend: Backend): ModelContext {
    const key = keyOf(backend);
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    const context = new ModelContext(this.#createContext(backend));
    this.#contexts.set(key, context);
    context.ready().catch(() => this.#contexts.delete(key)); // whoever asks next tries again
    return context;
  }

  async #createContext({ variant, scale, flashAttention }: Backend): Promise<LlamaContext> {
    const files: { readonly model: string; readonly adapter?: string } = variantFiles[variant];
    const { directory, sequences } = this.#options;
    const adapters = files.adapter === undefined ? [] : [{ filePath: join(directory, files.adapter), scale }];
    const model = await this.#model(files.model);
    return await model.createContext({
      sequences,
      contextSize: windowTokens,
      threads: 1,
      flashAttention,
      lora: { adapters },
    });
  }

  #model(file: string): Promise<LlamaModel> {
    const known = this.#models.get(file);
    if (known !== undefined) return known;
    const loading = loadModel(this.#lease, this.#options.directory, file);
    this.#models.set(file, loading);
    loading.catch(() => this.#models.delete(file));
    return loading;
  }
}

function loadModel({ llama }: LlamaLease, directory: string, file: string): Promise<LlamaModel> {
  return llama.loadModel({ modelPath: join(directory, file), gpuLayers: 0 });
}

function keyOf({ variant, scale, flashAttention }: Backend): string {
  return `${variant} ${scale} ${flashAttention}`;
}
