import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { CallError } from '../domain/errors.ts';
import type { FailureClass } from '../domain/run/completion.ts';
import type { Provider } from '../ports/provider.ts';

const deadlineMs = 10_000;

/** Failures that say that no replay can succeed either. All others may be about the list alone, or pass. */
const hopeless: readonly FailureClass[] = ['unreachable', 'timeout', 'authentication'];

/** What a look at an endpoint showed before anything is replayed there. */
export type Preflight =
  | { readonly endpoint: Endpoint; readonly reachable: false; readonly failure: FailureClass }
  | {
      readonly endpoint: Endpoint;
      readonly reachable: true;
      /** Models on offer, where there is a list and it does not hold the pinned one. */
      readonly instead?: readonly string[];
    };

/**
 * Asks an endpoint for its list of models: the cheapest question that needs the address, the key and the server to be
 * right. An API without a list, or a key that may not read it, counts as reachable.
 *
 * @throws {ConfigError} if the endpoint's configuration lacks something that its provider needs.
 */
export async function preflight(endpoint: Endpoint, provider: Provider): Promise<Preflight> {
  if (provider.models === undefined) return { endpoint, reachable: true };
  try {
    const models = await provider.models(endpoint, AbortSignal.timeout(deadlineMs));
    const ids = models.map(({ id }) => id);
    const known = provider.takesOtherNames === true || ids.length === 0 || ids.includes(endpoint.model);
    return { endpoint, reachable: true, ...(known ? {} : { instead: ids }) };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return hopeless.includes(error.failure)
      ? { endpoint, reachable: false, failure: error.failure }
      : { endpoint, reachable: true };
  }
}
