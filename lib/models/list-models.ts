import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { type ListedModel, listedAs, type ModelOffer } from '../domain/endpoint/model-offer.ts';
import { CallError } from '../domain/errors.ts';
import { aliasFinding } from '../lint/moving-alias.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Provider } from '../ports/provider.ts';
import { remember } from './check-lifecycle.ts';

export interface ListDeps {
  readonly provider: Pick<Provider, 'models' | 'takesOtherNames'>;
  readonly notices: ModelNoticeStore;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Asks an endpoint which models it offers, and remembers what its list says about the pinned one. That it does not
 * answer is part of the result.
 *
 * @throws {ConfigError} if the endpoint's configuration lacks something that its provider needs.
 */
export async function listModels(endpoint: Endpoint, deps: ListDeps, signal: AbortSignal): Promise<ModelOffer> {
  const { provider, notices, clock } = deps;
  const [alias] = aliasFinding(endpoint);
  const { id, provider: speaks, model } = endpoint;
  const about = { endpoint: { id, provider: speaks, model }, ...(alias === undefined ? {} : { alias: alias.what }) };
  if (provider.models === undefined) return { ...about, models: [], pinned: 'no-list' };
  const deadline = AbortSignal.timeout(endpoint.timeoutSeconds * 1000);
  try {
    const models = await provider.models(endpoint, AbortSignal.any([signal, deadline]));
    await remember(endpoint, models, { notices, at: clock.now() });
    return { ...about, models, pinned: placeOf(model, models, provider.takesOtherNames === true) };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { ...about, models: [], pinned: 'no-answer', failure: error.failure };
  }
}

function placeOf(pinned: string, models: readonly ListedModel[], takesOtherNames: boolean): ModelOffer['pinned'] {
  if (models.length === 0) return 'no-list';
  if (listedAs(models, pinned) !== undefined) return 'listed';
  return takesOtherNames ? 'own-name' : 'not-listed';
}
