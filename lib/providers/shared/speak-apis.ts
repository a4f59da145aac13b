import type { Api } from '../../domain/endpoint/api.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { Provider, ProviderRequest } from '../../ports/provider.ts';
import { completeOnce, type Wire } from './complete-once.ts';
import type { Fetch } from './exchange.ts';
import { requestBody } from './request-body.ts';

/** What an adapter needs from outside. */
export interface ProviderOptions {
  /** Where API keys and, for some, regions and projects are read from; `process.env` in production. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Makes every request; for tests and recordings. */
  readonly fetch?: Fetch | undefined;
}

/** How to open a wire to an endpoint, for each API that a provider speaks. */
export type Wires = { readonly [api in Api]?: (endpoint: Endpoint) => Wire | Promise<Wire> };

/** A provider that speaks these APIs; each golden says which one it is written for. */
export function speakApis(
  wires: Wires,
  { fetch }: Pick<ProviderOptions, 'fetch'>,
): Required<Pick<Provider, 'complete' | 'countTokens'>> {
  const wireOf = (request: ProviderRequest) => wireFor(wires, request);
  return {
    complete: async (request, signal) => completeOnce(await wireOf(request), request, { signal, fetch }),
    async countTokens(request, signal) {
      const wire = await wireOf(request);
      if (wire.count === undefined) return undefined;
      const { body } = requestBody(request, wire.api);
      return wire.count(wire.body?.(body) ?? body, { signal, fetch });
    },
  };
}

/**
 * The wire for a golden.
 *
 * @throws {ConfigError} if the provider does not speak the API that it is written for.
 */
export async function wireFor(wires: Wires, { golden, endpoint }: Omit<ProviderRequest, 'drawSeed'>): Promise<Wire> {
  const open = wires[golden.api];
  if (open !== undefined) return open(endpoint);
  const what = `expected api ${Object.keys(wires).join(' or ')}, as endpoint ${endpoint.id} speaks, got ${golden.api}`;
  throw new ConfigError([{ where: `golden ${golden.id}`, what }]);
}

/**
 * The API key of an endpoint, from the variable that it names or the provider's usual one.
 *
 * @throws {ConfigError} if that variable is not set.
 */
export function apiKeyOf(endpoint: Endpoint, env: ProviderOptions['env'], usual: string): string {
  const name = endpoint.apiKeyEnv ?? usual;
  const key = env[name];
  if (key === undefined || key === '')
    throw new ConfigError([
      {
        where: `endpoint ${endpoint.id}`,
        what: `expected an API key in the environment variable ${name}, got nothing`,
      },
    ]);
  return key;
}
