import type { ProviderEntries } from '../provider-entry.ts';

export const googleFamily: ProviderEntries<'google'> = {
  gemini: {
    apis: ['gemini.generate'],
    reads: ['baseURL', 'apiKeyEnv', 'apiVersion'],
    library: '@google/genai',
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'GEMINI_API_KEY',
    load: async (options) => (await import('../gemini/gemini-provider.ts')).geminiProvider(options),
  },
  vertex: {
    apis: ['gemini.generate'],
    reads: ['baseURL', 'apiKeyEnv', 'credentialsEnv', 'region', 'project', 'apiVersion'],
    library: '@google/genai',
    keyEnv: ({ apiKeyEnv, credentialsEnv }) => apiKeyEnv ?? credentialsEnv, // else application default credentials
    load: async (options) => (await import('../gemini/gemini-provider.ts')).vertexProvider(options),
  },
};
