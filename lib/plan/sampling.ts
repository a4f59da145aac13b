import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Json, JsonObject } from '../domain/json.ts';

/** Where each API's body keeps the parameters that we speak about; empty where the API has none of the kind. */
interface Sampling {
  readonly maxTokens: readonly string[];
  readonly temperature: readonly string[];
  readonly seed: readonly string[];
}

const sampling: Record<Api, Sampling> = {
  'openai.chat': { maxTokens: ['max_completion_tokens', 'max_tokens'], temperature: ['temperature'], seed: ['seed'] },
  'openai.responses': { maxTokens: ['max_output_tokens'], temperature: ['temperature'], seed: [] },
  'anthropic.messages': { maxTokens: ['max_tokens'], temperature: [], seed: [] },
  'bedrock.converse': {
    maxTokens: ['inferenceConfig.maxTokens'],
    temperature: ['inferenceConfig.temperature'],
    seed: [],
  },
  // The body is the model family's own: every spelling that is known.
  'bedrock.invoke': {
    maxTokens: [
      'max_tokens',
      'max_gen_len',
      'maxTokens',
      'textGenerationConfig.maxTokenCount',
      'inferenceConfig.maxTokens',
      'max_tokens_to_sample',
    ],
    temperature: ['temperature', 'textGenerationConfig.temperature', 'inferenceConfig.temperature'],
    seed: [],
  },
  'gemini.generate': {
    maxTokens: ['generationConfig.maxOutputTokens', 'config.maxOutputTokens'],
    temperature: ['generationConfig.temperature', 'config.temperature'],
    seed: ['generationConfig.seed', 'config.seed'],
  },
  'ollama.chat': { maxTokens: ['options.num_predict'], temperature: ['options.temperature'], seed: ['options.seed'] },
  'tgi.generate': {
    maxTokens: ['parameters.max_new_tokens'],
    temperature: ['parameters.temperature', 'parameters.do_sample'], // greedy is said without a temperature
    seed: ['parameters.seed'],
  },
};

export type SamplingParameter = keyof Sampling;

/** How an API spells a parameter; undefined where it has none of the kind. */
export function parameterPath(api: Api, parameter: SamplingParameter): string | undefined {
  return sampling[api][parameter][0];
}

/** The value of a parameter in a body; undefined where it is not set. */
export function parameterOf(api: Api, body: JsonObject, parameter: SamplingParameter): Json | undefined {
  for (const path of sampling[api][parameter]) {
    const value = path.split('.').reduce<Json | undefined>((at, key) => property(at, key), body);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** What a draw will be made with: the endpoint's own parameters stand over the golden's. */
export function effectiveParameter(
  { api, body }: Pick<GoldenRequest, 'api' | 'body'>,
  endpoint: Pick<Endpoint, 'parameters'>,
  parameter: SamplingParameter,
): Json | undefined {
  return parameterOf(api, endpoint.parameters, parameter) ?? parameterOf(api, body, parameter);
}

/** Every text in a JSON value, keys left out: about what a model reads. */
export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value as JsonObject).flatMap(textsIn);
}

function property(value: Json | undefined, key: string): Json | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject)[key] : undefined;
}
