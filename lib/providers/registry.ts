import type { Endpoint } from '../domain/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Provider } from '../usecases/ports.ts';
import { openaiKeyEnv } from './openai/own-url.ts';
import type { ProviderOptions } from './shared/speaking.ts';

/** A provider as the configuration names it. */
interface Entry {
  /** Environment variable that must hold an API key for this endpoint; undefined where none is needed. */
  keyEnv(endpoint: Endpoint): string | undefined;
  /** Loads the adapter with its client library: only those that are in use cost start-up time. */
  load(options: ProviderOptions): Promise<Provider>;
}

const registry: { readonly [name: string]: Entry } = {
  openai: {
    keyEnv: openaiKeyEnv,
    load: async (options) => (await import('./openai/openai-provider.ts')).openaiProvider(options),
  },
  'azure-openai': {
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'AZURE_OPENAI_API_KEY',
    load: async (options) => (await import('./azure-openai/azure-openai-provider.ts')).azureOpenaiProvider(options),
  },
  anthropic: {
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'ANTHROPIC_API_KEY',
    load: async (options) => (await import('./anthropic/anthropic-provider.ts')).anthropicProvider(options),
  },
  bedrock: {
    keyEnv: () => undefined, // IAM, by the AWS SDK's own chain
    load: async (options) => (await import('./bedrock/bedrock-provider.ts')).bedrockProvider(options),
  },
  gemini: {
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'GEMINI_API_KEY',
    load: async (options) => (await import('./gemini/gemini-provider.ts')).geminiProvider(options),
  },
  vertex: {
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv, // application default credentials unless a key is named
    load: async (options) => (await import('./gemini/gemini-provider.ts')).vertexProvider(options),
  },
  ollama: {
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv,
    load: async (options) => (await import('./ollama/ollama-provider.ts')).ollamaProvider(options),
  },
  tgi: {
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv,
    load: async (options) => (await import('./tgi/tgi-provider.ts')).tgiProvider(options),
  },
};

/** Names that an endpoint's `provider` can have. */
export const providerNames: readonly string[] = Object.keys(registry).sort();

/** Environment variable that must hold an API key before an endpoint can be called. */
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

function entryOf({ id, provider }: Endpoint): Entry {
  const entry = Object.hasOwn(registry, provider) ? registry[provider] : undefined;
  if (entry === undefined)
    throw new ConfigError([
      { where: `endpoint ${id}`, what: `expected a provider out of ${providerNames.join(', ')}, got ${provider}` },
    ]);
  return entry;
}
