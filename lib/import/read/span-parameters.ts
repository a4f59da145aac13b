import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { parseText } from './json-text.ts';

/** `gen_ai.request.…`, the older names that stand beside it, and the settings of the AI SDK. */
const names =
  /^(?:gen_ai\.(?:openai\.)?request|llm(?:\.chat)?|ai\.settings)\.(temperature|top_p|top_k|max_tokens|stop_sequences|seed|frequency_penalty|presence_penalty|topP|topK|maxTokens|maxOutputTokens|stopSequences|frequencyPenalty|presencePenalty)$/;

/** What stands in spans under names of their own. */
const others: { readonly [attribute: string]: string } = {
  'gen_ai.request.choice.count': 'n',
  'openai.request.service_tier': 'service_tier',
  'gen_ai.openai.request.service_tier': 'service_tier',
  'gen_ai.request.reasoning_effort': 'reasoning_effort',
  'llm.request.reasoning_effort': 'reasoning_effort',
  'gen_ai.request.structured_output_schema': 'structured_output_schema',
};

/** The parameters that a span tells, under the names that APIs have for them. */
export function spanParameters(attributes: JsonObject): JsonObject {
  const found = Object.entries(attributes).flatMap(([key, value]): [string, Json][] => {
    const name = names.exec(key)?.[1] ?? (Object.hasOwn(others, key) ? others[key] : undefined);
    return name === undefined || value === null ? [] : [[name, value]];
  });
  const format = attributes['gen_ai.openai.request.response_format'];
  return { ...Object.fromEntries(found), ...(format === undefined ? {} : { response_format: formatOf(format) }) };
}

function formatOf(format: Json): Json {
  const value = parseText(format);
  return isJsonObject(value) ? value : { type: String(value) };
}
