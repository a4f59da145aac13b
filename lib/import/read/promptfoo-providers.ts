import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { isOfOtherKind } from '../choose-api.ts';
import { type Imported, type ImportOptions, leaveOut, reportWrong, sayExpected } from '../imported.ts';
import { wordOf } from './json-text.ts';
import { readNamedFile, referencedFile, resolveFiles } from './promptfoo-files.ts';
import type { Found } from './promptfoo-prompts.ts';

/** A model with its settings. */
export interface Provider {
  readonly names: readonly string[];
  readonly api: Api;
  readonly config: JsonObject;
  /** Prompts that it is asked, by their names; all if it says nothing. */
  readonly prompts?: readonly string[];
  readonly missing: readonly string[];
}

const apis: ReadonlyArray<readonly [RegExp, Api]> = [
  [/^openai:responses:|^azure:responses:/, 'openai.responses'],
  [
    /^(openai|azure|azureopenai|localai):(?!(completion|embeddings?|image|realtime|assistant|moderation|tts|transcription|agents|codex\S*|video|chatkit)\b)/,
    'openai.chat',
  ],
  [/^anthropic:(?!completion)/, 'anthropic.messages'],
  [/^vertex:(anthropic[/:])?claude/, 'anthropic.messages'],
  [/^(google|vertex|palm):(?!(embedding|image|live|video)\b)/, 'gemini.generate'],
  [/^bedrock:(?!(agents?|kb|embedding|image|video|nova-sonic)\b)/, 'bedrock.converse'],
  [/^ollama:chat:/, 'ollama.chat'],
  [
    /^(mistral|groq|deepseek|openrouter|togetherai|fireworks|perplexity|xai|cerebras|github|litellm|hyperbolic|nscale|sambanova|databricks|cloudera|deepinfra|alibaba|vercel|huggingface:chat|f5|portkey|lambdalabs):(?!(embeddings?|image|moderation)\b)/,
    'openai.chat',
  ],
];

/** Reads the `providers` of a promptfoo configuration: ids, objects with an id or with the id as their key, and files of them. */
export function providersOf(value: Json | undefined, options: ImportOptions): Found<Provider> {
  const list = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
  const found: Provider[] = [];
  const results: Imported[] = [];
  for (const [i, item] of list.entries()) {
    const path = Array.isArray(value) ? `providers[${i}]` : 'providers';
    const file = referencedFile(item);
    const isFile = file !== undefined && /\.(ya?ml|json)$/.test(file);
    const read = isFile ? readNamedFile(file, options) : { value: item };
    if ('wrong' in read) results.push(...reportWrong(path, read.wrong));
    else
      for (const one of Array.isArray(read.value) ? (read.value as readonly Json[]) : [read.value]) {
        const provider = providerOf(one, path, options);
        if ('api' in provider) found.push(provider);
        else results.push(...provider.results);
      }
  }
  if (list.length === 0) results.push(...reportWrong('providers', sayExpected('a list of providers', value)));
  return { found, results };
}

function providerOf(
  item: Json,
  path: string,
  options: ImportOptions,
): Provider | { readonly results: readonly Imported[] } {
  const given = spellOut(item);
  const { id } = given;
  if (typeof id !== 'string')
    return { results: reportWrong(path, sayExpected('the id of a provider, or an object with it', item)) };
  if (isOfOtherKind(id)) return { results: leaveOut(`providers of type ${id.split(':')[0]?.slice(0, 40)}`) };
  const api = options.api ?? apis.find(([pattern]) => pattern.test(id))?.[1];
  if (api === undefined) return { results: leaveOut(`providers of type ${id.split(':')[0]?.slice(0, 40)}`) };
  const config = resolveFiles(isJsonObject(given.config) ? given.config : {}, options);
  if ('wrong' in config) return { results: reportWrong(`${path}.config`, config.wrong) };
  const { prompts, label } = given;
  const guessed = api === 'bedrock.converse' && options.api === undefined && !id.startsWith('bedrock:converse:');
  return {
    names: [id, label].filter((name): name is string => typeof name === 'string'),
    api,
    config: config.value as JsonObject,
    ...(Array.isArray(prompts) ? { prompts: (prompts as readonly Json[]).map(wordOf) } : {}),
    missing: guessed ? ['the API: promptfoo asks Bedrock by InvokeModel unless told otherwise'] : [],
  };
}

/** `openai:gpt-4.1: { config: … }` is an object with the id as its only key. */
function spellOut(item: Json): JsonObject {
  if (typeof item === 'string') return { id: item };
  if (!isJsonObject(item)) return {};
  const [[id, settings] = ['', null], ...more] = Object.entries(item);
  return item.id === undefined && more.length === 0 && id.includes(':') && isJsonObject(settings)
    ? { id, ...settings }
    : item;
}

/** Whether a name, or a pattern such as `group:*`, means one of these. */
export function isMeant(asked: readonly string[] | undefined, names: readonly string[]): boolean {
  if (asked === undefined) return true;
  return asked.some((one) =>
    names.some(
      (name) =>
        name === one ||
        name.replace(/^file:\/\//, '') === one ||
        (one.endsWith('*') && name.startsWith(one.slice(0, -1))) ||
        name.startsWith(`${one}:`),
    ),
  );
}
