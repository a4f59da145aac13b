import type { Llama } from 'node-llama-cpp';

/** The model engine is not there or does not run on this machine. One line that says what to do. */
export class EmbeddedModelUnavailable extends Error {
  override readonly name = 'EmbeddedModelUnavailable';
}

/** The engine, until `release` is called. */
export interface LlamaLease {
  readonly llama: Llama;
  release(): Promise<void>;
}

/** Engine version that the model was measured with; see `peerDependencies`. */
export const testedVersion = '3.22.1';

let shared: { readonly llama: Promise<Llama>; users: number } | undefined;

/**
 * Loads node-llama-cpp's CPU binary, about a second; one for the whole process. It is an optional peer dependency:
 * people who watch their own endpoints never need it.
 *
 * @throws {EmbeddedModelUnavailable} if it is not installed, or has no binary for this machine.
 */
export async function leaseLlama(): Promise<LlamaLease> {
  shared ??= { llama: loadLlama(), users: 0 };
  const mine = shared;
  mine.users++;
  const release = async () => {
    if (--mine.users > 0) return;
    if (shared === mine) shared = undefined;
    await (await mine.llama).dispose();
  };
  try {
    return { llama: await mine.llama, release };
  } catch (error) {
    if (shared === mine) shared = undefined;
    throw error;
  }
}

async function loadLlama(): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await importLibrary();
  try {
    return await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 1, // the model is tiny: two threads would mostly wait for each other
      logLevel: LlamaLogLevel.error,
    });
  } catch (cause) {
    const message = 'node-llama-cpp has no CPU binary that runs on this machine, so the embedded model cannot start';
    throw new EmbeddedModelUnavailable(message, { cause });
  }
}

async function importLibrary(): Promise<typeof import('node-llama-cpp')> {
  try {
    return await import('node-llama-cpp');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = `the embedded model needs node-llama-cpp, which is not installed: npm install node-llama-cpp@${testedVersion}`;
    throw new EmbeddedModelUnavailable(message, { cause });
  }
}
