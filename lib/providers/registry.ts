import type { Api } from '../domain/api.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Provider } from '../usecases/ports.ts';
import { openaiKeyEnv } from './openai/own-url.ts';
import type { ProviderOptions } from './shared/speaking.ts';

/** A provider as the configuration names it. */
interface Entry {
  /** What it speaks, so that a golden for another API is found before anything is sent. */
  readonly apis: readonly Api[];
  /** Environment variable that must hold an API key or credentials for this endpoint; undefined where none is needed. */
  keyEnv(endpoint: Endpoint): string | undefined;
  /** Loads the adapter with its client library: only those that are in use cost start-up time. */
  load(options: ProviderOptions): Promise<Provider>;
}

const registry: { readonly [name: string]: Entry } = {
  openai: {
    apis: ['openai.chat', 'openai.responses'],
    keyEnv: openaiKeyEnv,
    load: async (options) => (await import('./openai/openai-provider.ts')).openaiProvider(options),
  },
  'azure-openai': {
    apis: ['openai.chat', 'openai.responses'],
    keyEnv: ({ apiKeyEnv, credentialsEnv }) => apiKeyEnv ?? credentialsEnv ?? 'AZURE_OPENAI_API_KEY',
    load: async (options) => (await import('./azure-openai/azure-openai-provider.ts')).azureOpenaiProvider(options),
  },
  anthropic: {
    apis: ['anthropic.messages'],
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'ANTHROPIC_API_KEY',
    load: async (options) => (await import('./anthropic/anthropic-provider.ts')).anthropicProvider(options),
  },
  bedrock: {
    apis: ['bedrock.converse', 'bedrock.invoke', 'openai.chat', 'openai.responses'],
    keyEnv: () => undefined, // IAM, by the AWS SDK's own chain
    load: async (options) => (await import('./bedrock/bedrock-provider.ts')).bedrockProvider(options),
  },
  gemini: {
    apis: ['gemini.generate'],
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'GEMINI_API_KEY',
    load: async (options) => (await import('./gemini/gemini-provider.ts')).geminiProvider(options),
  },
  vertex: {
    apis: ['gemini.generate'],
    keyEnv: ({ apiKeyEnv, credentialsEnv }) => apiKeyEnv ?? credentialsEnv, // else application default credentials
    load: async (options) => (await import('./gemini/gemini-provider.ts')).vertexProvider(options),
  },
  ollama: {
    apis: ['ollama.chat'],
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv,
    load: async (options) => (await import('./ollama/ollama-provider.ts')).ollamaProvider(options),
  },
  tgi: {
    apis: ['tgi.generate'],
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv,
    load: async (options) => (await import('./tgi/tgi-provider.ts')).tgiProvider(options),
  },
};

/** Names that an endpoint's `provider` can have. */
export const providerNames: readonly string[] = Object.keys(registry).sort();

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

function entryOf({ id, provider }: Endpoint): Entry {
  const entry = Object.hasOwn(registry, provider) ? registry[provider] : undefined;
  if (entry === undefined)
    throw new ConfigError([
      { where: `endpoint ${id}`, what: `expected a provider out of ${providerNames.join(', ')}, got ${provider}` },
    ]);
  return entry;
}
