import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/** What an API has under a name of its own, with the kind of value that it takes there; and the object that holds the rest. */
interface Kept {
  readonly top: ReadonlyMap<string, RegExp>;
  readonly nested?: { readonly key: string; readonly names: RegExp };
}

const kinds = (names: { readonly [kinds: string]: string }) =>
  new Map(
    Object.entries(names).flatMap(([kind, list]) => list.split(' ').map((name) => [name, new RegExp(kind)] as const)),
  );

const keptBy: { readonly [api in Api]?: Kept } = {
  'openai.chat': {
    top: kinds({
      'object|string': 'response_format prediction web_search_options function_call',
      object: 'logit_bias metadata stream_options audio',
      boolean: 'logprobs parallel_tool_calls store stream',
      'string|number|list':
        'modalities reasoning_effort service_tier top_logprobs user verbosity prompt_cache_key safety_identifier',
    }),
  },
  'openai.responses': {
    top: kinds({
      object: 'text reasoning metadata',
      list: 'include',
      boolean: 'store stream parallel_tool_calls',
      string: 'truncation service_tier user prompt_cache_key safety_identifier',
      number: 'top_logprobs',
    }),
  },
  'anthropic.messages': {
    top: kinds({ object: 'thinking metadata output_config', boolean: 'stream', string: 'service_tier' }),
  },
  'gemini.generate': {
    top: kinds({ list: 'safetySettings', string: 'cachedContent', boolean: 'stream' }),
    nested: {
      key: 'generationConfig',
      names:
        /^(responseMimeType|responseSchema|responseJsonSchema|responseModalities|responseLogprobs|logprobs|thinkingConfig|mediaResolution|speechConfig)$/,
    },
  },
  'bedrock.converse': {
    top: kinds({
      object: 'additionalModelRequestFields guardrailConfig performanceConfig requestMetadata outputConfig',
      list: 'additionalModelResponseFieldPaths',
    }),
  },
  'ollama.chat': {
    top: kinds({
      'object|string': 'format',
      'boolean|string': 'think',
      'string|number': 'keep_alive',
      boolean: 'stream',
    }),
    nested: {
      key: 'options',
      names: /^(num_ctx|num_keep|repeat_penalty|repeat_last_n|min_p|typical_p|mirostat\w*|num_gpu|num_thread)$/,
    },
  },
};

/** What is kept so far with one parameter more; undefined where the API has none of this name and kind. */
export function keepParameter(api: Api, name: string, value: Json, kept: JsonObject): JsonObject | undefined {
  const { top, nested } = keptBy[api] ?? { top: new Map<string, RegExp>() };
  if (top.get(name)?.test(kindOf(value))) return { ...kept, [name]: value };
  if (nested?.names.test(name)) {
    const before = kept[nested.key];
    return { ...kept, [nested.key]: { ...(isJsonObject(before) ? before : {}), [name]: value } };
  }
  if (api === 'openai.responses' && name === 'response_format' && isJsonObject(value)) {
    const { type, json_schema: schema } = value;
    return { ...kept, text: { format: isJsonObject(schema) ? { ...schema, type: type ?? 'json_schema' } : value } };
  }
  return undefined;
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}
