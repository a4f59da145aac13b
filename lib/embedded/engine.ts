import { join } from 'node:path';
import type { LlamaModel } from 'node-llama-cpp';
import { type LlamaLease, leaseLlama } from './llama-library.ts';
import { ModelContext } from './model-context.ts';
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
  readonly #contexts = new Map<string, Promise<ModelContext>>();

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

  /** The context of a backend; loads it if it is not there, in a few hundredths of a second. */
  context(backend: Backend): Promise<ModelContext> {
    return getOrAdd(this.#contexts, keyOf(backend), () => this.#createContext(backend));
  }

  /** Frees every context but these, each when its last answer is done. */
  async keepOnly(backends: readonly Backend[]): Promise<void> {
    const kept = new Set(backends.map(keyOf));
    const retired = [...this.#contexts].filter(([key]) => !kept.has(key));
    for (const [key] of retired) this.#contexts.delete(key);
    await Promise.all(retired.map(async ([, context]) => (await context).close()));
  }

  /** Frees everything, when the last answer is done. */
  async close(): Promise<void> {
    await this.keepOnly([]);
    for (const model of this.#models.values()) await (await model).dispose();
    await this.#lease.release();
  }

  async #createContext({ variant, scale, flashAttention }: Backend): Promise<ModelContext> {
    const files: { readonly model: string; readonly adapter?: string } = variantFiles[variant];
    const { directory, sequences } = this.#options;
    const model = await getOrAdd(this.#models, files.model, () => loadModel(this.#lease, directory, files.model));
    const adapters = files.adapter === undefined ? [] : [{ filePath: join(directory, files.adapter), scale }];
    return new ModelContext(
      await model.createContext({
        sequences,
        contextSize: windowTokens,
        threads: 1,
        flashAttention,
        lora: { adapters },
      }),
    );
  }
}

function loadModel({ llama }: LlamaLease, directory: string, file: string): Promise<LlamaModel> {
  return llama.loadModel({ modelPath: join(directory, file), gpuLayers: 0 });
}

function keyOf({ variant, scale, flashAttention }: Backend): string {
  return `${variant} ${scale} ${flashAttention}`;
}

/** The promise under `key`; one that fails is forgotten, so that the next caller tries again. */
function getOrAdd<Value>(map: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  let promise = map.get(key);
  if (promise === undefined) {
    promise = make();
    map.set(key, promise);
    promise.catch(() => map.delete(key));
  }
  return promise;
}
