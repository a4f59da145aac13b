import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { Sampling, ToolChoice } from '../conversation.ts';
import { keepParameter } from './kept-parameters.ts';
import { readToolChoice } from './tool-choice.ts';

/** Spellings of the parameters that APIs share, without underscores and in lower case. */
const spellings: { readonly [name: string]: keyof Sampling } = {
  maxtokens: 'maxTokens',
  maxoutputtokens: 'maxTokens',
  maxcompletiontokens: 'maxCompletionTokens',
  maxtokenstosample: 'maxTokens',
  maxnewtokens: 'maxTokens',
  numpredict: 'maxTokens',
  temperature: 'temperature',
  topp: 'topP',
  topk: 'topK',
  stop: 'stop',
  stopsequences: 'stop',
  seed: 'seed',
  frequencypenalty: 'frequencyPenalty',
  presencepenalty: 'presencePenalty',
  n: 'choices',
  candidatecount: 'choices',
};

/** What says who was asked, by whom and how the client behaved, and is no parameter of a request. */
const notSent =
  /^(_type|model|model_name|modelName|model_id|modelId|ls_.*|base_url|baseURL|api_base|timeout|request_timeout|max_retries|maxRetries|streaming|stream_usage|verbose|callbacks|tags|cache|use_responses_api|output_version|disable_streaming|provider|api_version|azure_deployment|azure_endpoint|deployment_name|organization|region_name|endpoint_url|credentials_profile_name|extra_headers|headers|default_headers|api_key|apiKey|project|location|apiHost|apiBaseUrl|apiKeyEnvar|apiVersion|deployment_id|cost|functionToolCallbacks|showThinking|region|accessKeyId|secretAccessKey|sessionToken|profile|projectId|basePath|inferenceModelType)$/;

/** Objects in which clients put parameters of the request. */
const wrappers =
  /^(model_kwargs|extra_body|generationConfig|generation_config|config|inferenceConfig|inference_config|options|passthrough)$/;

export interface ParametersRead {
  readonly sampling: Sampling;
  /** What stands in the body of this API under the same name. */
  readonly kept: JsonObject;
  readonly toolChoice?: ToolChoice | undefined;
  /** Names of the others. */
  readonly unknown: readonly string[];
}

/** Reads recorded parameters. Empty ones, and what tools write for "not set", are left out. */
export function readParameters(recorded: JsonObject, api: Api): ParametersRead {
  const sampling: { [key: string]: Json } = {};
  let kept: JsonObject = {};
  let toolChoice: ToolChoice | undefined;
  const unknown: string[] = [];
  for (const [name, value] of unwrapEntries(recorded)) {
    if (isUnset(value) || notSent.test(name)) continue;
    const spelled = name.replaceAll('_', '').toLowerCase();
    const known = Object.hasOwn(spellings, spelled) ? spellings[spelled] : undefined;
    const choice = spelled === 'toolchoice' ? readToolChoice(value) : undefined;
    if (known !== undefined) sampling[known] = known === 'stop' ? value : asNumber(value);
    else if (choice !== undefined) toolChoice = choice;
    else {
      const more = keepParameter(api, name, value, kept);
      if (more === undefined) unknown.push(name);
      else kept = more;
    }
  }
  return { sampling, kept, toolChoice, unknown };
}

function unwrapEntries(recorded: JsonObject): [string, Json][] {
  return Object.entries(recorded).flatMap(([name, value]): [string, Json][] =>
    wrappers.test(name) && isJsonObject(value) ? unwrapEntries(value) : [[name, value]],
  );
}

function isUnset(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === null || value === '' || value === 'Infinity' || value === 'None' || value === 'NOT_GIVEN';
}

/** Some tools store every parameter as text. */
function asNumber(value: Json): Json {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
