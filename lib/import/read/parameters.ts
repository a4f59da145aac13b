import type { Json, JsonObject } from '../../domain/json.ts';
import type { Sampling } from '../conversation.ts';

/** Spellings of the parameters that APIs share, without underscores and in lower case. */
const spellings: { readonly [name: string]: keyof Sampling } = {
  maxtokens: 'maxTokens',
  maxoutputtokens: 'maxTokens',
  maxcompletiontokens: 'maxCompletionTokens',
  maxtokenstosample: 'maxTokens',
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

/** What only OpenAI's Chat Completions has under these names; kept as it is for that API. */
const chatOnly = new Set([
  'logit_bias',
  'logprobs',
  'metadata',
  'modalities',
  'parallel_tool_calls',
  'reasoning_effort',
  'response_format',
  'service_tier',
  'store',
  'stream',
  'stream_options',
  'tool_choice',
  'top_logprobs',
  'user',
  'verbosity',
]);

/** What says who was asked and by whom, and is no parameter of a request. */
const notSent =
  /^(_type|model|model_name|modelName|model_id|modelId|ls_.*|base_url|timeout|max_retries|maxRetries|streaming)$/;

export interface ParametersRead {
  readonly sampling: Sampling;
  /** Kept as they stand, for Chat Completions only. */
  readonly chat: JsonObject;
  /** Names of the others. */
  readonly unknown: readonly string[];
}

/** Reads recorded parameters. Empty ones, and what tools write for "not set", are left out. */
export function parametersOf(recorded: JsonObject): ParametersRead {
  const sampling: { [key: string]: Json } = {};
  const chat: { [key: string]: Json } = {};
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(recorded)) {
    if (isUnset(value) || notSent.test(name)) continue;
    const spelled = name.replaceAll('_', '').toLowerCase();
    const known = Object.hasOwn(spellings, spelled) ? spellings[spelled] : undefined;
    if (known !== undefined) sampling[known] = known === 'stop' ? value : asNumber(value);
    else if (chatOnly.has(name)) chat[name] = value;
    else unknown.push(name);
  }
  return { sampling, chat, unknown };
}

function isUnset(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === '' || value === 'Infinity' || value === 'None';
}

/** Some tools store every parameter as text. */
function asNumber(value: Json): Json {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
