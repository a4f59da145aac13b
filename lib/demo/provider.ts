import { ConfigError } from '../domain/errors.ts';
import type { EmbeddedModel } from './model-server/start-embedded-model.ts';
import { rolloutShare, type SilentChange } from './story.ts';

/**
 * Serves the embedded model on the loopback interface. The engine is loaded only here, and only by whoever tells the
 * story: a project of one's own never needs it.
 *
 * @throws {ConfigError} if the engine is not installed.
 */
export async function serveModel(): Promise<EmbeddedModel> {
  const { startEmbeddedModel } = await import('./model-server/start-embedded-model.ts');
  const { EmbeddedModelUnavailable } = await import('./model-server/llama-library.ts');
  try {
    return await startEmbeddedModel();
  } catch (cause) {
    if (!(cause instanceof EmbeddedModelUnavailable)) throw cause;
    throw new ConfigError([{ where: 'demo', what: cause.message }], { cause });
  }
}

/** What a provider does without telling anybody; in force when this resolves. */
export async function changeSilently(model: EmbeddedModel, change: SilentChange): Promise<void> {
  if (change === 'rollout') await model.change('update', { share: rolloutShare });
  else await model.change(change);
}
