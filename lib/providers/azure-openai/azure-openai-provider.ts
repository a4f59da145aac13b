import OpenAI, { AzureOpenAI, type ClientOptions } from 'openai';
import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { ListedModel } from '../../domain/endpoint/model-offer.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { Provider } from '../../ports/provider.ts';
import { openaiBatches } from '../openai/batches.ts';
import { chatWire } from '../openai/chat-wire.ts';
import { responsesWire } from '../openai-responses/responses-wire.ts';
import { ask } from '../shared/ask.ts';
import { speakBatches } from '../shared/batch-protocol.ts';
import type { Wire } from '../shared/complete-once.ts';
import { credentialsOf } from '../shared/credentials.ts';
import type { Fetch } from '../shared/exchange.ts';
import { omitUnsaid, Text } from '../shared/reading.ts';
import { apiKeyOf, type ProviderOptions, speakApis, type Wires } from '../shared/speak-apis.ts';
import { bearerFetch, EntraCredentials, entraToken } from './entra-token.ts';

const usualKey = 'AZURE_OPENAI_API_KEY';

/**
 * Azure OpenAI, with a key or with a client's credentials in Entra ID. An endpoint's `model` is the name of a deployment.
 * Without `apiVersion` the version-less v1 route is used, with it the dated one, where the deployment stands in the path.
 */
export function azureOpenaiProvider({ env, fetch }: ProviderOptions): Provider {
  const tokens = new Map<string, () => Promise<string>>(); // one for all requests, until it expires
  const tokenOf = (endpoint: Endpoint) => {
    const what = 'JSON with tenantId, clientId and clientSecret';
    const credentials = credentialsOf(EntraCredentials, what, endpoint, env);
    if (credentials === undefined) return undefined;
    const key = JSON.stringify(credentials);
    const kept = tokens.get(key) ?? entraToken(credentials, { fetch });
    tokens.set(key, kept);
    return kept;
  };
  const client = (endpoint: Endpoint, via: Fetch): OpenAI => {
    const token = tokenOf(endpoint);
    const options: ClientOptions = {
      adminAPIKey: null,
      organization: null,
      project: null,
      fetch: token === undefined ? via : bearerFetch(token, via),
      maxRetries: 0,
      timeout: 24 * 3_600_000, // deadlines are ours, by signal
      logLevel: 'off',
    };
    const key = token === undefined ? apiKeyOf(endpoint, env, usualKey) : 'a token instead';
    const root = `${resourceOf(endpoint)}/openai`;
    if (endpoint.apiVersion !== undefined) {
      const { apiVersion, model: deployment } = endpoint;
      return new AzureOpenAI({ ...(options as object), apiKey: key, baseURL: root, apiVersion, deployment });
    }
    const defaultHeaders = { 'api-key': key, authorization: null };
    return new OpenAI({ ...options, apiKey: 'in a header of its own', baseURL: `${root}/v1`, defaultHeaders });
  };

  const wires: Wires = {
    'openai.chat': (endpoint) => withRegion(chatWire(endpoint, (via) => client(endpoint, via))),
    'openai.responses': (endpoint) => withRegion(responsesWire(endpoint, (via) => client(endpoint, via))),
  };

  return {
    ...speakApis(wires, { fetch }),
    batches: speakBatches(wires, openaiBatches(client), { fetch }),
    takesOtherNames: true, // deployments
    async models(endpoint, signal) {
      const send = (via: Fetch) => client(endpoint, via).get('/models', { signal }).asResponse();
      return (await ask(Listing, send, { signal, fetch })).data.map(toListedModel);
    },
  };
}

/** Adds the region that answered, which Azure tells in a header: a global deployment moves between several. */
function withRegion(wire: Wire): Wire {
  return {
    ...wire,
    read: (answer) => {
      const completion = wire.read(answer);
      const region = answer.headers.get('x-ms-region');
      if (region === null) return completion;
      return { ...completion, identity: { ...completion.identity, servedIn: region } };
    },
  };
}

const Listing = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      lifecycle_status: Text,
      deprecation: z.looseObject({ inference: z.number().nullish() }).nullish().catch(undefined),
    }),
  ),
});

/** The list is of models that can be deployed, not of deployments; dates are seconds since 1970. */
function toListedModel({ id, lifecycle_status, deprecation }: z.infer<typeof Listing>['data'][number]): ListedModel {
  const retires = deprecation?.inference;
  const retiresAt = retires == null ? undefined : new Date(retires * 1000).toISOString();
  return { id, ...omitUnsaid<Omit<ListedModel, 'id'>>({ lifecycle: lifecycle_status, retiresAt }) };
}

function resourceOf({ id, baseURL }: Endpoint): string {
  if (baseURL === undefined)
    throw new ConfigError([
      {
        where: `endpoint ${id}`,
        what: 'expected the resource as baseURL, e.g. https://example-resource.openai.azure.com, got none',
      },
    ]);
  return baseURL.replace(/\/+$/, '').replace(/\/openai(\/v1)?$/, '');
}
