import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { familyOf, type ProviderFamily } from '../domain/endpoint/provider-family.ts';
import type { Provider } from '../ports/provider.ts';
import { anthropicFamily } from './families/anthropic.ts';
import { bedrockFamily } from './families/bedrock.ts';
import { googleFamily } from './families/google.ts';
import { openaiFamily } from './families/openai.ts';
import type { ProviderEntries, ProviderEntry } from './provider-entry.ts';
import type { ProviderOptions } from './shared/speak-apis.ts';

const families: { readonly [F in ProviderFamily]: ProviderEntries<F> } = {
  openai: openaiFamily,
  anthropic: anthropicFamily,
  google: googleFamily,
  bedrock: bedrockFamily,
};

/** The APIs that an endpoint's provider speaks. */
export function apisOf(endpoint: Endpoint): readonly Api[] {
  return entryOf(endpoint).apis;
}

/** Environment variable that must hold an API key or credentials before an endpoint can be called. */
export function keyEnvOf(endpoint: Endpoint): string | undefined {
  return entryOf(endpoint).keyEnv(endpoint);
}

/**
 * Opens the adapter that speaks to an endpoint. Sends nothing.
 *
 * @throws {ConfigError} for a provider that nobody has written.
 */
export async function openProvider(endpoint: Endpoint, options: ProviderOptions): Promise<Provider> {
  return entryOf(endpoint).load(options);
}

function entryOf(endpoint: Endpoint): ProviderEntry {
  const entries: { readonly [provider: string]: ProviderEntry } = families[familyOf(endpoint)];
  return entries[endpoint.provider] as ProviderEntry;
}
