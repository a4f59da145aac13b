import { openaiKeyEnv } from '../openai/own-url.ts';
import type { ProviderEntries } from '../provider-entry.ts';

/** What is reached by OpenAI's client library, or by one so small that it can keep it company. */
export const openaiFamily: ProviderEntries<'openai'> = {
  openai: {
    apis: ['openai.chat', 'openai.responses'],
    reads: ['baseURL', 'apiKeyEnv'],
    keyEnv: openaiKeyEnv,
    load: async (options) => (await import('../openai/openai-provider.ts')).openaiProvider(options),
  },
  'azure-openai': {
    apis: ['openai.chat', 'openai.responses'],
    reads: ['baseURL', 'apiKeyEnv', 'credentialsEnv', 'apiVersion'],
    keyEnv: ({ apiKeyEnv, credentialsEnv }) => apiKeyEnv ?? credentialsEnv ?? 'AZURE_OPENAI_API_KEY',
    load: async (options) => (await import('../azure-openai/azure-openai-provider.ts')).azureOpenaiProvider(options),
  },
  ollama: {
    apis: ['ollama.chat'],
    reads: ['baseURL', 'apiKeyEnv'],
    library: 'ollama',
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv,
    load: async (options) => (await import('../ollama/ollama-provider.ts')).ollamaProvider(options),
  },
  tgi: {
    apis: ['tgi.generate'],
    reads: ['baseURL', 'apiKeyEnv'],
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv,
    load: async (options) => (await import('../tgi/tgi-provider.ts')).tgiProvider(options),
  },
};
