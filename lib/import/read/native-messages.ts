import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { wordOf } from './json-text.ts';
import { unwrapLangchain } from './langchain-message.ts';

type Test = (message: JsonObject) => boolean;

const only = (message: JsonObject, keys: ReadonlySet<string>) => Object.keys(message).every((key) => keys.has(key));
const partsAre = (content: Json | undefined, types: ReadonlySet<string>) =>
  Array.isArray(content) &&
  content.length > 0 &&
  (content as readonly Json[]).every((part) => isJsonObject(part) && types.has(wordOf(part.type)));

const chatKeys = new Set([
  'role',
  'content',
  'name',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'refusal',
  'annotations',
  'audio',
]);
const chatParts = new Set(['text', 'image_url', 'input_audio', 'file', 'refusal']);
const claudeParts = new Set([
  'text',
  'image',
  'document',
  'search_result',
  'tool_use',
  'tool_result',
  'thinking',
  'redacted_thinking',
]);

const tests: { readonly [api in Api]?: Test } = {
  'openai.chat': (message) => {
    const { role, content, tool_calls: calls, tool_call_id: id } = message;
    if (!only(message, chatKeys) || !/^(system|developer|user|assistant|tool|function)$/.test(wordOf(role)))
      return false;
    const said = typeof content === 'string' || (content ?? null) === null || partsAre(content, chatParts);
    return said && (calls === undefined || isCalls(calls)) && (role !== 'tool' || typeof id === 'string');
  },
  'anthropic.messages': ({ role, content, ...rest }) =>
    (role === 'user' || role === 'assistant') &&
    Object.keys(rest).length === 0 &&
    (typeof content === 'string' || partsAre(content, claudeParts)),
  'gemini.generate': ({ role, parts }) =>
    (role === undefined || role === 'user' || role === 'model') &&
    Array.isArray(parts) &&
    (parts as readonly Json[]).every(
      (part) => isJsonObject(part) && part.type === undefined && part.content === undefined,
    ),
  'bedrock.converse': ({ role, content }) =>
    (role === 'user' || role === 'assistant') &&
    Array.isArray(content) &&
    (content as readonly Json[]).every((part) => isJsonObject(part) && part.type === undefined),
  'openai.responses': ({ role, content, type }) =>
    role === undefined
      ? /^(reasoning|item_reference|\w+_call|\w+_call_output)$/.test(wordOf(type))
      : role !== 'tool' &&
        (typeof content === 'string' ||
          partsAre(content, new Set(['input_text', 'input_image', 'input_file', 'output_text', 'refusal']))),
};

function isCalls(calls: Json): boolean {
  return (
    Array.isArray(calls) &&
    (calls as readonly Json[]).every(
      (call) =>
        isJsonObject(call) &&
        typeof call.id === 'string' &&
        (call.type === 'custom' ||
          (call.type === 'function' && isJsonObject(call.function) && typeof call.function.arguments === 'string')),
    )
  );
}

/** Messages that are already in the words of an API, for which nothing of them has to be understood; undefined for others. */
export function nativeMessages(api: Api, messages: readonly Json[]): readonly JsonObject[] | undefined {
  const test = tests[api];
  if (test === undefined) return undefined;
  const list = messages.map((given) => {
    const message = unwrapLangchain(given);
    return isJsonObject(message) ? withoutUnset(message) : undefined;
  });
  return list.every((message) => message !== undefined && test(message)) ? (list as readonly JsonObject[]) : undefined;
}

/** Tools log every field that an answer had, those without a value too, and servers refuse `tool_calls: null`. */
function withoutUnset(message: JsonObject): JsonObject {
  const isUnset = ([key, value]: [string, Json]) =>
    key !== 'content' && (value === null || (Array.isArray(value) && value.length === 0));
  const entries = Object.entries(message);
  return entries.some(isUnset) ? Object.fromEntries(entries.filter((entry) => !isUnset(entry))) : message;
}
