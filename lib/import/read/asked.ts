import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { type Imported, reportWrong, sayExpected } from '../imported.ts';
import { parseText, wordOf } from './json-text.ts';

/** What was asked, as a tool shows it: the messages in whatever form, and what stood beside them. */
export interface Asked {
  readonly messages: readonly Json[];
  /** Where they stand in the record. */
  readonly path: string;
  readonly system?: Json | undefined;
  readonly tools?: Json | undefined;
  /** Definitions as OpenAI had them before there were tools. */
  readonly functions?: Json | undefined;
  readonly parameters: JsonObject;
  readonly missing: readonly string[];
  /** The API whose form the messages have, where no other has it. */
  readonly hint?: Api | undefined;
}

const oneText = 'roles: the input was one text, taken for what the user said';

/**
 * Reads an input: messages, an object that holds them beside other parameters (in the form of any API), or one text.
 *
 * @param path where it stands in the record.
 */
export function readAsked(given: Json | undefined, path: string): Asked | { readonly wrong: readonly Imported[] } {
  const input = given === undefined ? null : parseText(given);
  if (typeof input === 'string') return fromText(input, path);
  if (Array.isArray(input)) return fromList(input as readonly Json[], path);
  if (isJsonObject(input)) return fromObject(input, path);
  return { wrong: reportWrong(path, sayExpected('messages or a text', given)) };
}

function fromText(text: string, path: string): Asked | { readonly wrong: readonly Imported[] } {
  if (text.trim() === '') return { wrong: reportWrong(path, 'expected a text that is not blank') };
  return { messages: [{ role: 'user', content: text }], path, parameters: {}, missing: [oneText] };
}

/** A list around the one list of messages (a batch of one) is taken off. */
function fromList(list: readonly Json[], path: string): Asked | { readonly wrong: readonly Imported[] } {
  const [only] = list;
  if (list.length === 1 && Array.isArray(only) && only.some((item) => typeof item !== 'string'))
    return fromList(only as readonly Json[], path);
  if (list.length === 1 && typeof only === 'string') return fromText(only, path);
  if (list.length === 0) return { wrong: reportWrong(path, 'expected a list of messages, got an empty one') };
  if (list.every(Array.isArray) && list.some((item) => (item as readonly Json[]).length !== 2))
    return { wrong: reportWrong(path, 'expected messages of one request, got those of several') };
  return { messages: list, path, parameters: {}, missing: [], hint: hintOf(list) };
}

function fromObject(input: JsonObject, path: string): Asked | { readonly wrong: readonly Imported[] } {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  const { messages, contents, input: items, prompt, prompts, kwargs, ...rest } = input;
  if (messages !== undefined) return beside(rest, readAsked(messages, below('messages')));
  if (contents !== undefined) return beside(rest, fromContents(contents, below('contents')));
  if (
    Array.isArray(items) ||
    (typeof items === 'string' && (rest.instructions !== undefined || rest.model !== undefined))
  )
    return beside(rest, withHint(readAsked(items, below('input')), 'openai.responses'));
  if (typeof input.role === 'string') return { messages: [input], path, parameters: {}, missing: [] };
  if (isJsonObject(kwargs)) return fromObject(kwargs, below('kwargs')); // decorators log the arguments of a function
  if (typeof (prompts ?? prompt) === 'string' || Array.isArray(prompts ?? prompt))
    return beside(rest, readAsked(prompts ?? prompt, below(prompts === undefined ? 'prompt' : 'prompts')));
  if (typeof items === 'string') return beside({}, fromText(items, below('input')));
  return { wrong: reportWrong(path, 'expected messages or a text, got an object of another form') };
}

/** Gemini's client takes a text or one content as well. */
function fromContents(contents: Json, path: string): Asked | { readonly wrong: readonly Imported[] } {
  const value = parseText(contents);
  const list = isJsonObject(value) ? [value] : value;
  if (!Array.isArray(list)) return withHint(readAsked(list, path), 'gemini.generate');
  const spelled = (list as readonly Json[]).map((item) =>
    typeof item === 'string' ? { role: 'user', parts: [{ text: item }] } : item,
  );
  return {
    messages: spelled.map((item) => (isJsonObject(item) && item.role === undefined ? { ...item, role: 'user' } : item)),
    path,
    parameters: {},
    missing: [],
    hint: 'gemini.generate',
  };
}

function withHint(asked: Asked | { readonly wrong: readonly Imported[] }, hint: Api) {
  return 'wrong' in asked ? asked : { ...asked, hint };
}

function beside(rest: JsonObject, asked: Asked | { readonly wrong: readonly Imported[] }) {
  if ('wrong' in asked) return asked;
  const { system, systemInstruction, system_instruction, instructions, tools, toolConfig, functions, ...others } = rest;
  const config = [others.config, others.generation_config].find(isJsonObject);
  const said =
    system ??
    systemInstruction ??
    system_instruction ??
    instructions ??
    config?.systemInstruction ??
    config?.system_instruction;
  const { systemInstruction: _, system_instruction: __, tools: configured, ...settings } = config ?? {};
  const converse = isJsonObject(toolConfig) && Array.isArray(toolConfig.tools) ? toolConfig : undefined;
  return {
    ...asked,
    system: said ?? asked.system,
    tools: tools ?? configured ?? converse?.tools,
    functions,
    parameters: {
      ...asked.parameters,
      ...others,
      ...(config === undefined ? {} : { config: settings }),
      ...(converse?.toolChoice === undefined ? {} : { tool_choice: converse.toolChoice }),
    },
  } satisfies Asked;
}

/** Items without a role are the Responses API's, parts without a type Converse's. */
function hintOf(messages: readonly Json[]): Api | undefined {
  for (const message of messages) {
    if (!isJsonObject(message)) continue;
    if (message.role === undefined && /^(function_call|reasoning|message|custom_tool_call)/.test(wordOf(message.type)))
      return 'openai.responses';
    if (
      Array.isArray(message.parts) &&
      (message.parts as readonly Json[]).every(
        (part) => isJsonObject(part) && part.type === undefined && typeof part.content === 'undefined',
      )
    )
      return 'gemini.generate';
    const types = Array.isArray(message.content)
      ? (message.content as readonly Json[]).map((part) => (isJsonObject(part) ? part.type : ''))
      : [];
    if (types.some((type) => /^(input|output)_(text|image)$/.test(wordOf(type)))) return 'openai.responses';
    if (types.length > 0 && types.every((type) => type === undefined)) return 'bedrock.converse';
  }
  return undefined;
}

/** The texts of system instructions in any form. */
export function systemTexts(system: Json | undefined): string[] {
  const value = system === undefined ? null : parseText(system);
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(systemTexts);
  if (!isJsonObject(value)) return [];
  return systemTexts(value.parts ?? value.text ?? value.content);
}
