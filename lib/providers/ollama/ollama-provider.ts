import { Ollama } from 'ollama';
import manifest from 'ollama/package.json' with { type: 'json' };
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Provider } from '../../ports/provider.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { rememberLookUp } from '../shared/remember-look-up.ts';
import { apiKeyOf, type ProviderOptions, speakApis } from '../shared/speak-apis.ts';
import { modelIdentity } from './model-identity.ts';
import { readChat } from './read-chat.ts';

/** Ollama's own API. The digest behind a name is the identity: `pull` changes it under a name that stays. */
export function ollamaProvider({ env, fetch }: ProviderOptions): Provider {
  const client = (endpoint: Endpoint, via: Fetch) =>
    new Ollama({
      host: endpoint.baseURL ?? 'http://127.0.0.1:11434',
      fetch: via,
      ...(endpoint.apiKeyEnv === undefined
        ? {}
        : { headers: { Authorization: `Bearer ${apiKeyOf(endpoint, env, endpoint.apiKeyEnv)}` } }),
    });
  const identity = rememberLookUp((endpoint) =>
    modelIdentity((via) => client(endpoint, via), endpoint.model, { signal: AbortSignal.timeout(5000), fetch }),
  );

  const wire = async (endpoint: Endpoint): Promise<Wire> => {
    const who = await identity(endpoint);
    return {
      api: 'ollama.chat',
      sdk: `ollama/${manifest.version}`,
      // The API streams unless told not to, the client does not: say which. A captured body keeps the order of its keys.
      body: (body) => ({ ...body, stream: body.stream ?? false, model: endpoint.model }),
      exactBytes: (body) => body,
      // Messages are not given to the client: it would read files that images are named after.
      send: ({ stream }, via) =>
        client(endpoint, via).chat({ model: endpoint.model, stream: stream === true } as never),
      read: (answer) => ({ ...readChat(answer), ...who }),
    };
  };

  return {
    ...speakApis({ 'ollama.chat': wire }, { fetch }),
    async models(endpoint, signal) {
      const { models } = await ask(Tags, (via) => client(endpoint, via).list(), { signal, fetch });
      // `llama3.2` is short for `llama3.2:latest`; what the endpoint calls it is what it is listed as.
      return models.map(({ name }) => ({ id: name === `${endpoint.model}:latest` ? endpoint.model : name }));
    },
  };
}

const Tags = z.looseObject({ models: z.array(z.looseObject({ name: z.string() })) });
