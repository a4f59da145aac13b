import type { ProviderEntries } from '../provider-entry.ts';

export const bedrockFamily: ProviderEntries<'bedrock'> = {
  bedrock: {
    apis: ['bedrock.converse', 'bedrock.invoke', 'openai.chat', 'openai.responses'],
    reads: ['baseURL', 'region', 'recordInferenceProfile', 'guardrail', 'batchStorage'],
    keyEnv: () => undefined, // IAM, by the AWS SDK's own chain
    load: async (options) => (await import('../bedrock/bedrock-provider.ts')).bedrockProvider(options),
  },
};
