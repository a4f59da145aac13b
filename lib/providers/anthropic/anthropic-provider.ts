import { BaseAnthropic } from '@anthropic-ai/sdk';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Provider } from '../../ports/provider.ts';
import { speakBatches } from '../shared/batch-protocol.ts';
import type { Fetch } from '../shared/exchange.ts';
import { apiKeyOf, type ProviderOptions, speakApis, type Wires } from '../shared/speak-apis.ts';
import { anthropicBatches } from './batches.ts';
import { anthropicModels } from './list-models.ts';
import { messagesWire } from './messages-wire.ts';

/** Anthropic's own API. Claude on Amazon Bedrock and Vertex AI is reached through those. */
export function anthropicProvider({ env, fetch }: ProviderOptions): Provider {
  const client = (endpoint: Endpoint, via: Fetch) =>
    new BaseAnthropic({
      apiKey: apiKeyOf(endpoint, env, 'ANTHROPIC_API_KEY'),
      // Said here even where it is the default: a variable in the environment must not decide who is watched.
      baseURL: endpoint.baseURL ?? 'https://api.anthropic.com',
      fetch: via,
      maxRetries: 0,
      timeout: 24 * 3_600_000, // deadlines are ours, by signal
      logLevel: 'off',
    });

  const wires: Wires = { 'anthropic.messages': (endpoint) => messagesWire(endpoint, (via) => client(endpoint, via)) };
  return {
    ...speakApis(wires, { fetch }),
    batches: speakBatches(wires, anthropicBatches(client), { fetch }),
    takesOtherNames: true, // aliases
    models: (endpoint, signal) => anthropicModels((via) => client(endpoint, via), { signal, fetch }),
  };
}
