import type { Api } from '../domain/endpoint/api.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import type { ProviderCompletion } from '../ports/provider.ts';

/** One question: is a body with this in it answered, and does it show? */
export interface ParameterProbe {
  /** What the answer is filed under, and what `parameterPolicy` would call it. */
  readonly path: string;
  readonly value: Json;
  /** What has to be set along with it. */
  readonly also?: JsonObject;
  /** Whether the parameter can be seen to have worked. */
  readonly shows?: (completion: ProviderCompletion) => boolean;
}

const hasLogprobs = ({ logprobs }: ProviderCompletion) => logprobs !== undefined;

/** What is worth asking of each API: what goldens set most often and models refuse most often. */
export const parameterProbes: Record<Api, readonly ParameterProbe[]> = {
  'openai.chat': [
    { path: 'temperature', value: 0 },
    { path: 'top_p', value: 0.5 },
    { path: 'seed', value: 1 },
    { path: 'n', value: 2 },
    { path: 'logprobs', value: true, also: { top_logprobs: 2 }, shows: hasLogprobs },
  ],
  'openai.responses': [
    { path: 'temperature', value: 0 },
    { path: 'top_p', value: 0.5 },
    { path: 'top_logprobs', value: 2, also: { include: ['message.output_text.logprobs'] }, shows: hasLogprobs },
  ],
  'anthropic.messages': [
    { path: 'temperature', value: 0 },
    { path: 'top_p', value: 0.5 },
    { path: 'top_k', value: 1 },
  ],
  'bedrock.converse': [
    { path: 'inferenceConfig.temperature', value: 0 },
    { path: 'inferenceConfig.topP', value: 0.5 },
  ],
  // The body is the model family's own: only what most families spell alike can be asked.
  'bedrock.invoke': [
    { path: 'temperature', value: 0 },
    { path: 'top_p', value: 0.5 },
    { path: 'seed', value: 1 },
  ],
  'gemini.generate': [
    { path: 'generationConfig.temperature', value: 0 },
    { path: 'generationConfig.seed', value: 1 },
    { path: 'generationConfig.candidateCount', value: 2 },
    {
      path: 'generationConfig.responseLogprobs',
      value: true,
      also: { generationConfig: { logprobs: 2 } },
      shows: hasLogprobs,
    },
  ],
  'ollama.chat': [
    { path: 'options.temperature', value: 0 },
    { path: 'options.seed', value: 1 },
    { path: 'logprobs', value: true, also: { top_logprobs: 2 }, shows: hasLogprobs },
  ],
  'tgi.generate': [
    { path: 'parameters.temperature', value: 0.5, also: { parameters: { do_sample: true } } },
    { path: 'parameters.seed', value: 1 },
    { path: 'parameters.top_n_tokens', value: 2, shows: ({ firstTokenTop }) => firstTokenTop !== undefined },
  ],
};
