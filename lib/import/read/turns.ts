import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { type Call, callsOf, type Part, type Turn } from '../conversation.ts';
import { parseText, textOrNone, wordOf } from './json-text.ts';
import { unwrapLangchain } from './langchain-message.ts';
import { type PartRead, plainOutput, readPart } from './message-part.ts';

/** Turns, the definitions of tools that stood between them, and what was left out. */
export interface TurnsRead {
  readonly turns: readonly Turn[];
  readonly tools: readonly JsonObject[];
  readonly missing: readonly string[];
}

/** What of a message cannot be put into the words that all APIs share, and which message it is. */
export interface OddMessage {
  readonly odd: string;
  readonly index: number;
}

const roles: { readonly [role: string]: Turn['role'] } = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  chatbot: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** Reads messages in any of the forms that tools log: of every API, of LangChain, of the AI SDK, of OpenTelemetry. */
export function readTurns(messages: readonly Json[]): TurnsRead | OddMessage {
  const turns: Turn[] = [];
  const tools: JsonObject[] = [];
  const missing = new Set<string>();
  const called = new Set<string>();
  for (const [index, given] of messages.entries()) {
    const message = unwrapLangchain(given);
    if (!isJsonObject(message)) return { odd: 'a message that is no object', index };
    const definition = definitionIn(message);
    if (definition !== undefined) {
      tools.push(definition);
      continue;
    }
    const role = roleOf(message, called);
    if (role === undefined) return { odd: 'a role that is not known', index };
    const parts: Part[] = [];
    for (const read of partsOf(message, role)) {
      if ('odd' in read) return { odd: read.odd, index };
      if ('omitted' in read) missing.add(read.omitted);
      else parts.push(read);
    }
    for (const { name } of callsOf(parts)) called.add(name);
    addTurn(turns, { role, parts }, message.role === undefined);
  }
  return { turns, tools, missing: [...missing] };
}

/** Items of the Responses API are parts of turns that go on. */
function addTurn(turns: Turn[], turn: Turn, goesOn: boolean): void {
  const last = turns.at(-1);
  if (turn.parts.length === 0 && goesOn) return;
  if (goesOn && last?.role === turn.role) turns.splice(-1, 1, { ...last, parts: [...last.parts, ...turn.parts] });
  else turns.push(turn);
}

/** Some tools write the name of the tool that answers as the role. */
function roleOf({ role, type }: JsonObject, called: ReadonlySet<string>): Turn['role'] | undefined {
  if (role === undefined || role === null) {
    if (/_call_output$/.test(wordOf(type))) return 'tool';
    return /_call$|^reasoning$/.test(wordOf(type)) ? 'assistant' : undefined;
  }
  if (typeof role !== 'string') return undefined;
  const known = role.toLowerCase();
  if (Object.hasOwn(roles, known)) return roles[known];
  return called.has(role) ? 'tool' : undefined;
}

function partsOf(message: JsonObject, role: Turn['role']): PartRead[] {
  if (message.role === undefined) return [readPart(message)];
  const content = contentParts(message.parts ?? message.content);
  if (role === 'tool') return content.some((part) => 'result' in part) ? content : [toolResult(message)];
  const calls = toolCalls(message);
  const thoughts: PartRead[] = ['reasoning_content', 'thinking', 'reasoning'].some((key) => textOrNone(message[key]))
    ? [{ omitted: 'reasoning of earlier turns' }]
    : [];
  // LangChain keeps calls twice: as they came, in the content, and in one form for all.
  return [
    ...thoughts,
    ...(calls.length === 0 ? content : content.filter((part) => !('call' in part))),
    ...imagesBeside(message),
    ...calls,
  ];
}

function contentParts(content: Json | undefined): PartRead[] {
  if (content === undefined || content === null || content === '') return [];
  const spelled =
    typeof content === 'string' && /^\[\s*\{\s*"(type|text|toolUse|toolResult)"/.test(content)
      ? parseText(content)
      : content;
  return (Array.isArray(spelled) ? (spelled as readonly Json[]) : [spelled]).map(readPart);
}

/** Ollama keeps images beside the text. */
function imagesBeside({ images }: JsonObject): PartRead[] {
  return Array.isArray(images) ? (images as readonly Json[]).map((data) => readPart({ type: 'image', data })) : [];
}

function toolResult({
  content,
  parts,
  tool_call_id: id,
  toolCallId,
  name,
  tool_name: toolName,
  role,
}: JsonObject): PartRead {
  const named = [name, toolName, roles[wordOf(role)] === undefined ? role : undefined].find(
    (given) => typeof given === 'string',
  );
  return {
    result: {
      id: textOrNone(id ?? toolCallId),
      name: named as string | undefined,
      output: plainOutput(content ?? parts ?? null),
    },
  };
}

function toolCalls({ tool_calls: calls, function_call: old }: JsonObject): { readonly call: Call }[] {
  const list = Array.isArray(calls) ? (calls as readonly Json[]) : [];
  const given = list.length === 0 && isJsonObject(old) ? [old] : list;
  return given.flatMap((call) => {
    if (!isJsonObject(call)) return [];
    const inner = isJsonObject(call.function) ? call.function : call;
    const name = textOrNone(inner.name);
    if (name === undefined) return [];
    return [{ call: { id: textOrNone(call.id), name, input: parseText(inner.arguments ?? call.args ?? {}) } }];
  });
}

/** Langfuse's LangChain handler logs the definitions of tools as messages of the role `tool`. */
function definitionIn({ role, content, tool_call_id: id }: JsonObject): JsonObject | undefined {
  if (role !== 'tool' || id !== undefined) return undefined;
  const value = parseText(content ?? null);
  if (!isJsonObject(value)) return undefined;
  const inner = isJsonObject(value.function) ? value.function : value;
  const schema = inner.parameters ?? inner.input_schema;
  return typeof inner.name === 'string' && isJsonObject(schema) ? value : undefined;
}
