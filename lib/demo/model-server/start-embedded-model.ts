import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { embeddedModelId } from './chat-identity.ts';
import { type ChangeOptions, Control } from './control.ts';
import { Engine } from './engine.ts';
import { modelDirectory } from './model-files.ts';
import { routes } from './routes.ts';
import { Served, type ServedInput } from './served.ts';
import { createApiServer } from './server.ts';
import { Serving, type ServingState } from './serving.ts';

export interface EmbeddedModelOptions {
  /** Loopback port. @default any free one */
  readonly port?: number;
  /** Key that callers must bring. @default none needed */
  readonly apiKey?: string;
  /** What to serve at first. @default 'pinned' */
  readonly served?: ServedInput;
  /** Answers computed at once, 1 to 64; more requests wait in line. @default 8, the fastest on one core */
  readonly sequences?: number;
  /** How long `shifting` numerics stay one kind, in milliseconds. @default 1000 */
  readonly numericsPeriodMs?: number;
  /** Source of seeds for requests without one and of the draw who gets a rollout; uniform on [0, 1). */
  readonly random?: () => number;
}

/** A real language model on this machine, spoken to as to OpenAI. */
export interface EmbeddedModel {
  /** For clients, e.g. `http://127.0.0.1:40123/v1`. */
  readonly baseURL: string;
  /** The pinned model ID; it never changes. */
  readonly model: string;
  /** Where other processes change what is served: GET, or POST `{"to": "update", "share": 0.3}`. */
  readonly controlURL: string;
  readonly serving: ServingState;
  /**
   * Serves something else behind the same ID, at once, or to a share of requests. Resolves when it is in force.
   *
   * @throws {RangeError} if `to` or `share` is not something that can be served.
   */
  change(to: ServedInput, options?: ChangeOptions): Promise<void>;
  /** Hangs up on everybody and frees the model. */
  close(): Promise<void>;
}

/**
 * Loads the model in `tiny-model/` (about a second, some 130 MB) and serves it on the loopback interface.
 *
 * @throws {EmbeddedModelUnavailable} if node-llama-cpp is not installed or does not run here.
 */
export async function startEmbeddedModel(options: EmbeddedModelOptions = {}): Promise<EmbeddedModel> {
  const { port = 0, apiKey, served = 'pinned', sequences = 8, numericsPeriodMs = 1000, random = Math.random } = options;
  const serving = new Serving(Served.parse(served), { periodMs: numericsPeriodMs, random, now: Date.now });
  const engine = await Engine.open({ directory: modelDirectory(), sequences });
  const control = new Control(serving, engine);
  const server = createApiServer({ routes: routes({ engine, serving, random }, control), apiKey });

  const close = atMostOnce(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections(); // which also ends the work for them
    await closed;
    await engine.close();
  });
  try {
    await engine.prepare(serving.backends());
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await close();
    throw error;
  }
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseURL: `${origin}/v1`,
    model: embeddedModelId,
    controlURL: `${origin}/control`,
    get serving() {
      return control.state;
    },
    change: async (to, changeOptions) => {
      await control.change(to, changeOptions);
    },
    close,
  };
}

/** `work`, done at the first call only; later calls get the same promise. */
function atMostOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
