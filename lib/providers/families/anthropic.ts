import type { ProviderEntries } from '../provider-entry.ts';

export const anthropicFamily: ProviderEntries<'anthropic'> = {
  anthropic: {
    apis: ['anthropic.messages'],
    reads: ['baseURL', 'apiKeyEnv'],
    library: '@anthropic-ai/sdk',
    keyEnv: ({ apiKeyEnv }) => apiKeyEnv ?? 'ANTHROPIC_API_KEY',
    load: async (options) => (await import('../anthropic/anthropic-provider.ts')).anthropicProvider(options),
  },
};
