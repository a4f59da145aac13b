import * as z from 'zod';
import { type ContentHash, hashJson } from '../content-hash.ts';
import type { Json, JsonObject } from '../json.ts';
import { type ApiName, apiNames } from './api-name.ts';

/** The wire protocols that a golden's body can be written in. */
export const Api = z.enum(apiNames);
export type Api = ApiName;

/** Where a body keeps what; what stands in no part is a parameter. */
interface Layout {
  /** Key that a conversation goes under; none where the body's form depends on the model or is one string. */
  readonly conversation?: string;
  readonly tools?: (tools: Json) => JsonObject;
  /** Keys of each part. A part of one key is hashed as its value, one of several as an object of those that are set. */
  readonly parts: { readonly [part: string]: readonly string[] };
  /** Key that names the model, which the endpoint pins. */
  readonly model: string;
}

const plainTools = (tools: Json): JsonObject => ({ tools });

const layouts: Record<Api, Layout> = {
  'openai.chat': {
    conversation: 'messages',
    tools: plainTools,
    parts: { messages: ['messages'], tools: ['tools'] },
    model: 'model',
  },
  'openai.responses': {
    conversation: 'input',
    tools: plainTools,
    parts: {
      system: ['instructions'],
      messages: ['input', 'prompt', 'previous_response_id', 'conversation'],
      tools: ['tools'],
    },
    model: 'model',
  },
  'anthropic.messages': {
    conversation: 'messages',
    tools: plainTools,
    parts: { system: ['system'], messages: ['messages'], tools: ['tools'] },
    model: 'model',
  },
  'bedrock.converse': {
    conversation: 'messages',
    tools: (tools) => ({ toolConfig: { tools } }),
    parts: { system: ['system'], messages: ['messages', 'promptVariables'], tools: ['toolConfig'] },
    model: 'modelId',
  },
  'bedrock.invoke': {
    // The body is the model family's own: messages, prompt, inputText (Titan) or inputs.
    parts: { system: ['system'], messages: ['messages', 'prompt', 'inputText', 'inputs'], tools: ['tools'] },
    model: 'modelId',
  },
  'gemini.generate': {
    conversation: 'contents',
    tools: plainTools,
    parts: {
      system: ['systemInstruction', 'system_instruction'],
      messages: ['contents', 'cachedContent'],
      tools: ['tools'],
    },
    model: 'model',
  },
  'ollama.chat': {
    conversation: 'messages',
    tools: plainTools,
    parts: { messages: ['messages'], tools: ['tools'] },
    model: 'model',
  },
  'tgi.generate': { parts: { messages: ['inputs'] }, model: 'model' },
};

/** Whether goldens of this API can be written as `messages` and `tools`; the others need a whole `body`. */
export function takesConversation(api: Api): boolean {
  return layouts[api].conversation !== undefined;
}

/** Key of the body that names the model, which is never the golden's to say. */
export function modelKey(api: Api): string {
  return layouts[api].model;
}

/** Puts a body together from its conversation, tools and parameters, each spelled as the API spells them. */
export function bodyOf(
  api: Api,
  written: { readonly messages: Json; readonly tools?: Json | undefined; readonly parameters?: JsonObject | undefined },
): JsonObject {
  const { conversation = 'messages', tools = plainTools } = layouts[api];
  return {
    [conversation]: written.messages,
    ...(written.tools === undefined ? {} : tools(written.tools)),
    ...written.parameters,
  };
}

/** Hashes each part of a body, `parameters` being what is left, so that a difference can be named. */
export function hashParts(api: Api, body: JsonObject): { readonly [part: string]: ContentHash } {
  const { parts, model } = layouts[api];
  const rest = new Map(Object.entries(body));
  rest.delete(model);
  const hashes: { [part: string]: ContentHash } = {};
  for (const [part, keys] of Object.entries(parts)) {
    const present = keys.filter((key) => body[key] !== undefined);
    for (const key of present) rest.delete(key);
    const [only] = keys;
    const value =
      keys.length === 1 && only !== undefined ? body[only] : Object.fromEntries(present.map((key) => [key, body[key]]));
    hashes[part] = hashJson((value ?? null) as Json);
  }
  return { ...hashes, parameters: hashJson(Object.fromEntries(rest)) };
}

/**
 * Where in its file something stands that is known by its place in the body: the conversation, tools and parameters have
 * places of their own in a golden that is not written as a whole `body`, and the other way about.
 */
export function writtenPath(
  { api, body }: { readonly api: Api; readonly body?: JsonObject | undefined },
  path: readonly PropertyKey[],
): readonly PropertyKey[] {
  const [root, key, ...rest] = path;
  if (body !== undefined) return root === 'parameters' ? ['body', ...path.slice(1)] : path;
  if (root !== 'body' || key === undefined) return path;
  const { conversation, tools = plainTools } = layouts[api];
  if (key === conversation) return ['messages', ...rest];
  const ofTools = tools([]);
  if (!Object.hasOwn(ofTools, key)) return ['parameters', key, ...rest];
  return ['tools', ...(Array.isArray(ofTools[String(key)]) ? rest : rest.slice(1))];
}
