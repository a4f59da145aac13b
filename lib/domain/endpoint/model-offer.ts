import type { FailureClass } from '../run/completion.ts';
import type { Endpoint } from './endpoint.ts';

/** A model as its provider lists it. */
export interface ListedModel {
  readonly id: string;
  /** As the provider spells it, in lower case, e.g. `active`, `deprecated`, `legacy`. */
  readonly lifecycle?: string;
  /** ISO 8601; the day from which it may be gone. */
  readonly retiresAt?: string;
}

/** What an endpoint said when it was asked for its models. */
export interface ModelOffer {
  readonly endpoint: Pick<Endpoint, 'id' | 'provider' | 'model'>;
  /** In the order of the list; empty where there is none. */
  readonly models: readonly ListedModel[];
  /**
   * Whether the pinned model stands in the list. `own-name`: it does not, but it need not (an alias, a deployment, an ARN);
   * `no-list`: the API has none; `no-answer`: it was not given, for the reason in `failure`.
   */
  readonly pinned: 'listed' | 'not-listed' | 'own-name' | 'no-list' | 'no-answer';
  readonly failure?: FailureClass;
  /** Why the pinned ID may come to mean another model, if it may. */
  readonly alias?: string;
}

/** The entry of a pinned model: by its ID, or by the ID at the end of its ARN. */
export function listedAs(models: readonly ListedModel[], pinned: string): ListedModel | undefined {
  return models.find(({ id }) => id === pinned) ?? models.find(({ id }) => pinned.endsWith(`/${id}`));
}
