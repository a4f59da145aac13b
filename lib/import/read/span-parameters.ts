import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { parseText, wordOf } from './json-text.ts';

const spellings =
  'temperature top_p top_k max_tokens stop_sequences seed frequency_penalty presence_penalty topP topK maxTokens maxOutputTokens stopSequences frequencyPenalty presencePenalty';
const prefixes = ['gen_ai.request.', 'gen_ai.openai.request.', 'llm.', 'llm.chat.', 'ai.settings.'];

/** Parameters by their attributes: the current names, the older ones that stand beside them, the AI SDK's, and some of their own. */
const names: ReadonlyMap<string, string> = new Map([
  ...prefixes.flatMap((prefix) => spellings.split(' ').map((name) => [prefix + name, name] as const)),
  ['gen_ai.request.choice.count', 'n'],
  ['openai.request.service_tier', 'service_tier'],
  ['gen_ai.openai.request.service_tier', 'service_tier'],
  ['gen_ai.request.reasoning_effort', 'reasoning_effort'],
  ['llm.request.reasoning_effort', 'reasoning_effort'],
  ['gen_ai.request.structured_output_schema', 'structured_output_schema'],
]);

/** The parameters that a span tells, under the names that APIs have for them. */
export function spanParameters(attributes: JsonObject): JsonObject {
  const found: { [name: string]: Json } = {};
  for (const [key, value] of Object.entries(attributes)) {
    const name = value === null ? undefined : names.get(key);
    if (name !== undefined) found[name] = value;
  }
  const format = attributes['gen_ai.openai.request.response_format'];
  return format === undefined ? found : { ...found, response_format: formatOf(format) };
}

function formatOf(format: Json): Json {
  const value = parseText(format);
  return isJsonObject(value) ? value : { type: wordOf(value) };
}
