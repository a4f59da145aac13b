import type { Canary } from './canary-settings.ts';
import type { Endpoint } from './endpoint.ts';

/** What the stream of an endpoint's sharp goldens is called in alerts and history. */
export function canaryId(endpoint: string): string {
  return `${endpoint}.canary`;
}

/** The endpoint that a stream of this name is the canary of; undefined for any other. No endpoint of a file has such a name. */
export function ownerOfCanary(id: string): string | undefined {
  return id.endsWith('.canary') ? id.slice(0, -'.canary'.length) : undefined;
}

/**
 * The endpoints as they are watched: behind each that has a canary, that stream as an endpoint of its own. It asks the same
 * model at the same place with the same limits; only what `Canary` says is its own. Called again, it changes nothing.
 */
export function withCanaries(endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints
    .filter(({ canaryOf }) => canaryOf === undefined)
    .flatMap((endpoint) => (endpoint.canary === undefined ? [endpoint] : [endpoint, canaryOfEndpoint(endpoint)]));
}

function canaryOfEndpoint({
  canary,
  goldens: _named,
  every: _every,
  confirmingRuns: _runs,
  ...endpoint
}: Endpoint): Endpoint {
  const { share: _share, ...own } = canary as Canary;
  return { ...endpoint, ...own, id: canaryId(endpoint.id), canaryOf: endpoint.id };
}
