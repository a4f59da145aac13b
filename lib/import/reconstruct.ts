import type { Api } from '../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';
import { type Conversation, callsOf, type Turn } from './conversation.ts';
import { type GoldenDraft, type Imported, reportWrong } from './imported.ts';
import { type Asked, systemTexts } from './read/asked.ts';
import { wordOf } from './read/json-text.ts';
import { nativeMessages } from './read/native-messages.ts';
import { readParameters } from './read/parameters.ts';
import { readTools } from './read/tools.ts';
import { readTurns } from './read/turns.ts';
import { renderBody, renderedApis } from './render-body.ts';

/** A request as a tool that watches requests shows it. */
export interface View extends Omit<GoldenDraft, 'body' | 'at'> {
  readonly asked: Asked;
}

/** Puts a request together again from a view of it, and says what of it is not known. */
export function reconstruct({ asked, ...draft }: View): Imported[] {
  const { api } = draft;
  const definitions = asked.tools ?? asked.functions;
  const native = standsNatively(api, asked) ? nativeMessages(api, asked.messages) : undefined;
  const read = native === undefined ? readTurns(asked.messages) : { turns: [], tools: [], missing: [] };
  if ('odd' in read)
    return reportWrong(
      `${asked.path}[${read.index}]`,
      `expected content that ${api} can be asked with, got ${read.odd}`,
    );

  const { sampling, kept, toolChoice, unknown } = readParameters(asked.parameters, api);
  const isOld =
    api === 'openai.chat' && native !== undefined && asked.tools === undefined && isFilledList(asked.functions);
  const tools = isOld ? undefined : readTools(read.tools.length > 0 ? [...read.tools] : definitions);
  const turns: Turn[] = [...systemTurns(asked), ...read.turns];
  const conversation: Conversation = { turns, tools, toolChoice, sampling };
  const rendered = renderBody(api, conversation);
  if (rendered === undefined)
    return reportWrong('', `expected an API that messages can be put into (${renderedApis.join(', ')}), got ${api}`);
  const body = mergeSettings(
    { ...rendered.body, ...(native === undefined ? {} : spellNatively(api, native, asked, rendered.body)) },
    kept,
  );
  const missing = [
    ...draft.missing,
    ...asked.missing,
    ...read.missing,
    ...rendered.missing,
    ...unknown.map((name) => `${name.slice(0, 100)}: recorded, but not carried over`),
    ...(tools === undefined &&
    !isOld &&
    (definitions !== undefined ||
      hasCalls(asked.messages) ||
      callsOf(read.turns.flatMap(({ parts }) => parts)).length > 0)
      ? ['tool definitions']
      : []),
    ...(tools === undefined && toolChoice !== undefined
      ? ['tool_choice: recorded, but not carried over without tools']
      : []),
  ];
  return [{ golden: { ...draft, body, missing: [...new Set(missing)], at: asked.path } }];
}

function systemTurns({ system }: Asked): Turn[] {
  const texts = systemTexts(system);
  return texts.length === 0 ? [] : [{ role: 'system', parts: texts.map((text) => ({ text })) }];
}

/** Where an API takes no calls without definitions and none were recorded, they are made up, for which calls have to be read. */
function standsNatively(api: Api, { messages, tools }: Asked): boolean {
  if (api !== 'anthropic.messages' && api !== 'bedrock.converse') return true;
  return tools !== undefined || !hasCalls(messages);
}

const callLike = /^(tool_use|tool_result)$/;

function hasCalls(messages: readonly Json[]): boolean {
  return messages.some((message) => {
    if (!isJsonObject(message)) return false;
    if (message.tool_calls !== undefined || message.function_call !== undefined || message.type === 'function_call')
      return true;
    return (
      Array.isArray(message.content) &&
      (message.content as readonly Json[]).some(
        (part) =>
          isJsonObject(part) &&
          (callLike.test(wordOf(part.type)) || part.toolUse !== undefined || part.toolResult !== undefined),
      )
    );
  });
}

/** Messages that already are in the API's own words go into the body as they stand, with what stands beside them. */
function spellNatively(
  api: Api,
  messages: readonly JsonObject[],
  { system, tools, functions }: Asked,
  rendered: JsonObject,
): JsonObject {
  switch (api) {
    case 'openai.chat': {
      const before = systemTexts(system).length > 0 ? (rendered.messages as readonly Json[]) : [];
      if (tools === undefined && isFilledList(functions)) return { messages: [...before, ...messages], functions };
      return { messages: [...before, ...messages], ...(areChatTools(tools) ? { tools } : {}) };
    }
    case 'anthropic.messages':
      return { messages, ...(Array.isArray(system) ? { system } : {}), ...(areClaudeTools(tools) ? { tools } : {}) };
    case 'gemini.generate':
      return { contents: messages };
    case 'openai.responses': {
      const texts = systemTexts(system);
      return { input: messages, ...(texts.length > 1 ? { instructions: texts.join('\n') } : {}) };
    }
    default:
      return { messages };
  }
}

function isFilledList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0;
}

/** Definitions with keys of their own (`strict`) are kept whole. */
function areChatTools(tools: Json | undefined): tools is readonly Json[] {
  return (
    isFilledList(tools) &&
    tools.every((tool) => isJsonObject(tool) && isJsonObject(tool.function) && tool.type === 'function')
  );
}

function areClaudeTools(tools: Json | undefined): tools is readonly Json[] {
  return (
    isFilledList(tools) &&
    tools.every((tool) => isJsonObject(tool) && (isJsonObject(tool.input_schema) || /_\d{8}$/.test(wordOf(tool.type))))
  );
}

/** What is kept stands beside what was rendered, also inside `generationConfig` and `options`. */
function mergeSettings(body: JsonObject, kept: JsonObject): JsonObject {
  const merged = Object.entries(kept).map(([key, value]) => [
    key,
    isJsonObject(value) && isJsonObject(body[key]) ? { ...(body[key] as JsonObject), ...value } : value,
  ]);
  return { ...body, ...Object.fromEntries(merged) };
}
