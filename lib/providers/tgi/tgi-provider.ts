import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { ConfigError } from '../../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { Provider } from '../../ports/provider.ts';
import { ask } from '../shared/ask.ts';
import type { Wire } from '../shared/complete-once.ts';
import type { Fetch } from '../shared/exchange.ts';
import { omitUnsaid, Text } from '../shared/reading.ts';
import { rememberLookUp } from '../shared/remember-look-up.ts';
import { apiKeyOf, type ProviderOptions, speakApis } from '../shared/speak-apis.ts';
import { readGenerate } from './read-generate.ts';

const Info = z.looseObject({
  model_id: z.string(),
  model_sha: Text,
  model_dtype: Text,
  version: Text,
  docker_label: Text,
});

/** What `/tokenize` answers: one entry a token. */
const Tokens = z.array(z.looseObject({ id: z.int() })).min(1);

/** Text Generation Inference, by its own `/generate`; there is no client library for it. Its chat route is OpenAI's. */
export function tgiProvider({ env, fetch }: ProviderOptions): Provider {
  const info = (endpoint: Endpoint, signal: AbortSignal) =>
    ask(Info, (via) => via(`${rootOf(endpoint)}/info`, { headers: auth(endpoint, env) }), { signal, fetch });
  const post = (endpoint: Endpoint, path: string, body: JsonObject, via: Fetch) =>
    via(`${rootOf(endpoint)}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...auth(endpoint, env) },
      body: JSON.stringify(body),
    });
  const identity = rememberLookUp(async (endpoint): Promise<Partial<Completion>> => {
    const { model_id, model_sha, model_dtype, version, docker_label } = await info(endpoint, AbortSignal.timeout(5000));
    return omitUnsaid<Completion>({
      model: model_id,
      fingerprint: model_sha,
      identity: omitUnsaid({ modelSha: model_sha, dtype: model_dtype, serverVersion: version, image: docker_label }),
    });
  });

  const wire = async (endpoint: Endpoint): Promise<Wire> => {
    const who = await identity(endpoint);
    return {
      api: 'tgi.generate',
      sdk: `undici/${process.versions.undici}`,
      // Without `details` the answer is its text and nothing else: no reason to stop, no counts, no log-probabilities.
      body: ({ parameters, ...body }) => ({
        ...body,
        parameters: { details: true, ...(isJsonObject(parameters) ? parameters : {}) },
      }),
      send: (body, via) => post(endpoint, '/generate', body, via),
      count: async (body, options) =>
        (await ask(Tokens, (via) => post(endpoint, '/tokenize', body, via), options)).length,
      read: (answer) => ({ ...who, ...readGenerate(answer) }),
    };
  };

  return {
    ...speakApis({ 'tgi.generate': wire }, { fetch }),
    takesOtherNames: true, // one model is loaded, and called whatever one likes
    models: async (endpoint, signal) => [{ id: (await info(endpoint, signal)).model_id }],
  };
}

function rootOf({ id, baseURL }: Endpoint): string {
  if (baseURL === undefined)
    throw new ConfigError([
      { where: `endpoint ${id}`, what: 'expected a baseURL, e.g. http://localhost:8080, got none' },
    ]);
  return baseURL.replace(/\/+$/, '');
}

function auth(endpoint: Endpoint, env: ProviderOptions['env']): Record<string, string> {
  if (endpoint.apiKeyEnv === undefined) return {};
  return { authorization: `Bearer ${apiKeyOf(endpoint, env, endpoint.apiKeyEnv)}` };
}
