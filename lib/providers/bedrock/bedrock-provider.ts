import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import OpenAI from 'openai';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import type { Provider } from '../../ports/provider.ts';
import { chatWire } from '../openai/chat-wire.ts';
import { responsesWire } from '../openai-responses/responses-wire.ts';
import { speakBatches } from '../shared/batch-protocol.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { rememberLookUp } from '../shared/remember-look-up.ts';
import { type ProviderOptions, speakApis, type Wires } from '../shared/speak-apis.ts';
import { awsClient, regionOf } from './aws-client.ts';
import { type BatchPlaces, bedrockBatches } from './batches.ts';
import { converseWire, invokeWire, type Who, withIdentity } from './bedrock-wires.ts';
import { bedrockModels, type ControlPlane, inferenceProfile } from './control-plane.ts';
import { signingFetch } from './signing-fetch.ts';

/**
 * Amazon Bedrock, by IAM only: Converse, InvokeModel, and the OpenAI-compatible route for goldens that are written in
 * OpenAI's form. A client a region is kept, so that credentials are looked up once and not with every draw.
 */
export function bedrockProvider({ env, fetch }: ProviderOptions): Provider {
  const clients = new Map<string, BedrockRuntimeClient>();
  const client = (endpoint: Endpoint) => {
    const region = regionOf(endpoint, env);
    const key = JSON.stringify([region, endpoint.baseURL]);
    const kept = clients.get(key) ?? awsClient(region, endpoint.baseURL);
    clients.set(key, kept);
    return kept;
  };

  const plane = (endpoint: Endpoint): ControlPlane => ({
    client: client(endpoint),
    baseURL: env.AWS_ENDPOINT_URL_BEDROCK ?? `https://bedrock.${regionOf(endpoint, env)}.${domain(endpoint, env)}`,
    fetch,
  });
  const profile = rememberLookUp((endpoint) => inferenceProfile(plane(endpoint), endpoint, AbortSignal.timeout(5000)));
  const who = async (endpoint: Endpoint): Promise<Who> =>
    endpoint.recordInferenceProfile === true ? ((await profile(endpoint)) ?? unreadable) : {};

  /** The official OpenAI client, with every request signed in place of its key. */
  const openai = (endpoint: Endpoint & { baseURL: string }, via: Fetch) =>
    new OpenAI({
      apiKey: 'signed instead',
      adminAPIKey: null,
      organization: null,
      project: null,
      baseURL: endpoint.baseURL,
      defaultHeaders: guardrailHeaders(endpoint),
      fetch: signingFetch(client(endpoint), serviceOf(endpoint.baseURL), via),
      maxRetries: 0,
      timeout: 24 * 3_600_000, // deadlines are ours, by signal
      logLevel: 'off',
    });
  const withRoute = (endpoint: Endpoint) => ({ ...endpoint, baseURL: endpoint.baseURL ?? openaiRoute(endpoint, env) });
  const addIdentity = (wire: Wire, identity: Who): Wire => ({
    ...wire,
    read: (answer) => withIdentity(wire.read(answer), identity),
  });

  const wires: Wires = {
    'bedrock.converse': async (endpoint) => converseWire(endpoint, client(endpoint), await who(endpoint)),
    'bedrock.invoke': async (endpoint) => invokeWire(endpoint, client(endpoint), await who(endpoint)),
    'openai.chat': async (asked) => {
      const endpoint = withRoute(asked);
      return addIdentity(
        chatWire(endpoint, (via) => openai(endpoint, via)),
        await who(asked),
      );
    },
    'openai.responses': async (asked) => {
      const endpoint = withRoute(asked);
      return addIdentity(
        responsesWire(endpoint, (via) => openai(endpoint, via)),
        await who(asked),
      );
    },
  };
  const places = (endpoint: Endpoint): BatchPlaces => ({
    plane: plane(endpoint),
    s3URL: env.AWS_ENDPOINT_URL_S3 ?? `https://s3.${regionOf(endpoint, env)}.${domain(endpoint, env)}`,
  });

  return {
    ...speakApis(wires, { fetch }),
    batches: speakBatches(wires, bedrockBatches(places), { fetch }),
    takesOtherNames: true, // ARNs of profiles, provisioned and imported models
    models: (endpoint, signal) => bedrockModels(plane(endpoint), signal),
  };
}

/** How the OpenAI-compatible route is told of a guardrail. */
function guardrailHeaders({ guardrail }: Endpoint): Record<string, string> {
  if (guardrail === undefined) return {};
  return {
    'X-Amzn-Bedrock-GuardrailIdentifier': guardrail.id,
    'X-Amzn-Bedrock-GuardrailVersion': guardrail.version,
  };
}

/** The profile was asked for and did not come, most often for want of `bedrock:GetInferenceProfile`. */
const unreadable: Who = { identity: { inferenceProfile: 'lookup failed' } };

function openaiRoute(endpoint: Endpoint, env: ProviderOptions['env']): string {
  return `https://bedrock-runtime.${regionOf(endpoint, env)}.${domain(endpoint, env)}/openai/v1`;
}

function serviceOf(baseURL: string): string {
  return new URL(baseURL).hostname.startsWith('bedrock-mantle') ? 'bedrock-mantle' : 'bedrock';
}

function domain(endpoint: Endpoint, env: ProviderOptions['env']): string {
  return regionOf(endpoint, env).startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
