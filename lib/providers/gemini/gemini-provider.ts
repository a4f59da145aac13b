import { GoogleGenAI, type GoogleGenAIOptions } from '@google/genai';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { Provider } from '../../ports/provider.ts';
import { speakBatches } from '../shared/batch-protocol.ts';
import { apiKeyOf, type ProviderOptions, speakApis, type Wires } from '../shared/speak-apis.ts';
import { geminiBatches } from './batches.ts';
import { exchangeAtOrigin } from './exchange-at-origin.ts';
import { generateWire } from './generate-wire.ts';
import { googleCredentials } from './google-credentials.ts';
import { geminiModels } from './list-models.ts';

/** The Gemini API, with an API key. */
export function geminiProvider(options: ProviderOptions): Provider {
  const setUp = (endpoint: Endpoint) => ({
    vertexai: false,
    apiKey: apiKeyOf(endpoint, options.env, 'GEMINI_API_KEY'),
    // Written out, as they are for Vertex AI: variables in the environment must not move a pinned endpoint.
    apiVersion: endpoint.apiVersion ?? 'v1beta',
    httpOptions: { baseUrl: endpoint.baseURL ?? 'https://generativelanguage.googleapis.com/' },
  });
  return googleProvider(options, setUp, { takesBatches: true });
}

/** Gemini on Vertex AI: application default credentials, or those or the API key that the endpoint names. */
export function vertexProvider(options: ProviderOptions): Provider {
  const setUp = (endpoint: Endpoint) => ({
    vertexai: true,
    apiVersion: endpoint.apiVersion ?? 'v1',
    ...(endpoint.apiKeyEnv === undefined || endpoint.credentialsEnv !== undefined
      ? placeOf(endpoint, options.env)
      : { apiKey: apiKeyOf(endpoint, options.env, endpoint.apiKeyEnv) }),
    httpOptions: { baseUrl: endpoint.baseURL ?? vertexURL(locationOf(endpoint, options.env)) },
  });
  return googleProvider(options, setUp, { takesBatches: false });
}

function googleProvider(
  { fetch }: ProviderOptions,
  setUp: (endpoint: Endpoint) => GoogleGenAIOptions,
  { takesBatches }: { readonly takesBatches: boolean },
): Provider {
  // Kept, so that tokens are fetched once and not with every draw.
  const clients = new Map<string, GoogleGenAI>();
  const client = (endpoint: Endpoint) => {
    const options = setUp(endpoint);
    const key = JSON.stringify(options);
    const kept = clients.get(key) ?? exchangeAtOrigin(quietly(() => new GoogleGenAI(options)));
    clients.set(key, kept);
    return kept;
  };
  const wires: Wires = { 'gemini.generate': (endpoint) => generateWire(endpoint, client(endpoint)) };
  const provider: Provider = {
    ...speakApis(wires, { fetch }),
    takesOtherNames: true, // tuned models
    models: (endpoint, signal) => geminiModels(client(endpoint), { signal, fetch }),
  };
  // Vertex AI takes batches from Cloud Storage and BigQuery only.
  if (!takesBatches) return provider;
  return { ...provider, batches: speakBatches(wires, geminiBatches(client), { fetch }) };
}

/** The client's constructor remarks on the environment with `console.debug`, which is standard output. */
function quietly<T>(construct: () => T): T {
  const { debug } = console;
  console.debug = () => {};
  try {
    return construct();
  } finally {
    console.debug = debug;
  }
}

function placeOf(endpoint: Endpoint, env: ProviderOptions['env']): GoogleGenAIOptions {
  const project = endpoint.project ?? env.GOOGLE_CLOUD_PROJECT;
  if (project === undefined || project === '')
    throw new ConfigError([
      {
        where: `endpoint ${endpoint.id}`,
        what: 'expected a project, or GOOGLE_CLOUD_PROJECT in the environment, got neither',
      },
    ]);
  // Said to the credentials too, which would else look it up by an API that needs a permission of its own.
  const credentials = googleCredentials(endpoint, env);
  const googleAuthOptions = {
    projectId: project,
    clientOptions: { transporterOptions: { redirect: 'error' as const } },
    ...(credentials === undefined ? {} : { credentials }),
  };
  return { project, location: locationOf(endpoint, env), googleAuthOptions };
}

function locationOf(endpoint: Endpoint, env: ProviderOptions['env']): string {
  return endpoint.region ?? env.GOOGLE_CLOUD_LOCATION ?? 'global';
}

function vertexURL(location: string): string {
  if (location === 'global') return 'https://aiplatform.googleapis.com/';
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com/`;
  return `https://${location}-aiplatform.googleapis.com/`;
}
