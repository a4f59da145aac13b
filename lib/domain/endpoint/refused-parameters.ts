import type { JsonObject } from '../json.ts';
import type { Api } from './api.ts';

/** A parameter that stands in a body and that the model behind an API will not take. */
export interface RefusedParameter {
  /** Where it stands, e.g. `temperature` or `parameters.temperature`: what `parameterPolicy` calls it. */
  readonly path: string;
  readonly because: string;
}

interface Rule {
  readonly paths: readonly string[];
  readonly because: string;
  /** Which models refuse it; all of the API if left out. */
  readonly models?: (model: string) => boolean;
  /** Which values are refused; all if left out. */
  readonly values?: (value: unknown) => boolean;
}

const sampling = ['temperature', 'top_p', 'top_k'];
const penalties = ['frequency_penalty', 'presence_penalty'];

/**
 * What is known of parameters that are answered with an error. It ages: a probe of the endpoint knows better, so lint
 * warns by this list and nothing is dropped or refused because of it.
 */
const rules: { readonly [api in Api]?: readonly Rule[] } = {
  'openai.chat': [
    {
      paths: ['temperature', 'top_p', ...penalties, 'logprobs', 'top_logprobs', 'logit_bias', 'max_tokens'],
      models: isOpenAiReasoner,
      because: 'reasoning models of OpenAI take it at most with reasoning switched off',
      values: (value) => value !== 1,
    },
    {
      paths: ['stop'],
      models: (model) => /^(o3|o4-mini)/.test(model),
      because: 'o3 and o4-mini take no stop sequences',
    },
  ],
  'openai.responses': [
    { paths: ['seed', 'n', 'stop', 'logprobs', ...penalties], because: 'the Responses API has no such parameter' },
    { paths: ['messages', 'max_tokens'], because: 'the Responses API calls it input and max_output_tokens' },
    {
      paths: ['temperature', 'top_p', 'top_logprobs'],
      models: isOpenAiReasoner,
      because: 'reasoning models of OpenAI take it at most with reasoning switched off',
      values: (value) => value !== 1,
    },
  ],
  'anthropic.messages': [
    {
      paths: ['seed', 'n', 'logprobs', 'top_logprobs', ...penalties],
      because: 'the Messages API has no such parameter',
    },
    { paths: sampling, models: isNewerClaude, because: 'Claude models after Opus 4.6 take no sampling parameters' },
  ],
  'bedrock.converse': [
    {
      paths: ['seed', 'n', ...sampling, 'max_tokens', 'maxTokens'],
      because: 'Converse takes parameters inside inferenceConfig only',
    },
    { paths: ['inferenceConfig.seed', 'inferenceConfig.topK'], because: 'Converse knows no such parameter' },
    {
      paths: ['inferenceConfig.temperature', 'inferenceConfig.topP'],
      models: isNewerClaude,
      because: 'Claude models after Opus 4.6 take no sampling parameters',
    },
  ],
  'bedrock.invoke': [
    { paths: sampling, models: isNewerClaude, because: 'Claude models after Opus 4.6 take no sampling parameters' },
  ],
  'gemini.generate': [
    {
      paths: ['config'],
      because: 'that is the client library; the API itself takes generationConfig, systemInstruction and tools',
    },
    { paths: [...sampling, 'seed', 'max_tokens'], because: 'the API takes parameters inside generationConfig only' },
  ],
  'tgi.generate': [
    {
      paths: ['parameters.temperature'],
      values: (value) => value === 0,
      because: 'the server wants more than 0; greedy decoding is do_sample: false',
    },
    {
      paths: ['parameters.top_p'],
      values: (value) => value === 0 || value === 1,
      because: 'the server wants more than 0 and less than 1; leave it out for neither',
    },
  ],
};

/** Parameters of a body that the model is known to answer with an error. */
export function refusedParameters(api: Api, model: string, body: JsonObject): RefusedParameter[] {
  return (rules[api] ?? [])
    .filter(({ models = () => true }) => models(model))
    .flatMap(({ paths, because, values = () => true }) =>
      paths
        .filter((path) => {
          const value = valueAt(body, path);
          return value !== undefined && values(value);
        })
        .map((path) => ({ path, because })),
    );
}

/** o-series and gpt-5 and later; `gpt-5-chat` answers without reasoning. */
function isOpenAiReasoner(model: string): boolean {
  return /^(o\d|gpt-([5-9]|\d\d))/.test(model) && !/^gpt-[\d.]+-chat/.test(model);
}

/** `claude-opus-4-7`, `claude-sonnet-5-5`, and the same on Bedrock as `eu.anthropic.claude-…`; not `claude-3-5-sonnet-…`. */
function isNewerClaude(model: string): boolean {
  const [, major, minor = '0'] = /claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?(?!\d)/.exec(model) ?? [];
  if (major === undefined) return false;
  return Number(major) > 4 || (Number(major) === 4 && Number(minor) > 6);
}

function valueAt(body: JsonObject, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (value !== null && typeof value === 'object' ? (value as JsonObject)[key] : undefined),
      body,
    );
}
