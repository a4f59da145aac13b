import OpenAI from 'openai';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Provider } from '../../ports/provider.ts';
import { responsesWire } from '../openai-responses/responses-wire.ts';
import { speakBatches } from '../shared/batch-protocol.ts';
import type { Fetch } from '../shared/exchange.ts';
import { listModels } from '../shared/list-models.ts';
import { apiKeyOf, type ProviderOptions, speakApis, type Wires } from '../shared/speak-apis.ts';
import { openaiBatches } from './batches.ts';
import { chatWire } from './chat-wire.ts';
import { chatCounter } from './count-chat.ts';
import { carriedFetch } from './own-fetch.ts';
import { isOwn, openaiKeyEnv, ownURL } from './own-url.ts';

/** OpenAI's own API, and every server that speaks its protocol at a `baseURL`. */
export function openaiProvider({ env, fetch }: ProviderOptions): Provider {
  const client = (endpoint: Endpoint, via: Fetch) =>
    new OpenAI({
      ...credentials(endpoint, env),
      adminAPIKey: null,
      baseURL: endpoint.baseURL ?? ownURL, // written out: OPENAI_BASE_URL must not move a pinned endpoint
      fetch: via,
      maxRetries: 0,
      timeout: 24 * 3_600_000, // deadlines are ours, by signal
      logLevel: 'off',
    });

  const clients = new WeakMap<Endpoint, OpenAI>();
  const clientOnce = (endpoint: Endpoint): OpenAI => {
    const known = clients.get(endpoint) ?? client(endpoint, carriedFetch);
    clients.set(endpoint, known);
    return known;
  };

  const countChat = chatCounter((endpoint) => authorization(endpoint, env), { fetch });

  const wires: Wires = {
    'openai.chat': async (endpoint) => ({
      ...chatWire(endpoint, () => clientOnce(endpoint)),
      ...(isOwn(endpoint.baseURL) ? {} : { count: (body, options) => countChat(endpoint, body, options) }),
    }),
    'openai.responses': (endpoint) => responsesWire(endpoint, () => clientOnce(endpoint)),
  };

  return {
    ...speakApis(wires, { fetch }),
    batches: speakBatches(wires, openaiBatches(client), { fetch }),
    models: (endpoint, signal) =>
      listModels((via) => client(endpoint, via).models.list({ signal, maxRetries: 0 }), { signal, fetch }),
  };
}

function authorization(endpoint: Endpoint, env: ProviderOptions['env']): Record<string, string> {
  const keyEnv = openaiKeyEnv(endpoint);
  return keyEnv === undefined ? {} : { authorization: `Bearer ${apiKeyOf(endpoint, env, keyEnv)}` };
}

/** Key and account headers. They are OpenAI's: whoever serves another URL must not get to see them unasked. */
function credentials(endpoint: Endpoint, env: ProviderOptions['env']) {
  const account = isOwn(endpoint.baseURL)
    ? { organization: env.OPENAI_ORG_ID ?? null, project: env.OPENAI_PROJECT_ID ?? null }
    : { organization: null, project: null };
  const keyEnv = openaiKeyEnv(endpoint);
  if (keyEnv !== undefined) return { ...account, apiKey: apiKeyOf(endpoint, env, keyEnv) };
  return { ...account, apiKey: 'none', defaultHeaders: { authorization: null } }; // the client insists on a key
}
