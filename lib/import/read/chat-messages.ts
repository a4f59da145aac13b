import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { Part, Turn } from '../conversation.ts';

/** Turns, or what of the messages cannot be put into the words that all APIs share. */
export type TurnsRead = { readonly turns: readonly Turn[] } | { readonly notText: string };

const roles: { readonly [role: string]: Turn['role'] } = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  tool: 'tool',
  function: 'tool',
};

export function roleOf(name: Json | undefined): Turn['role'] | undefined {
  return typeof name === 'string' && Object.hasOwn(roles, name) ? roles[name] : undefined;
}

/** Reads messages as OpenAI and Anthropic spell them, which is how most tools log them. */
export function turnsOf(messages: readonly JsonObject[]): TurnsRead {
  const turns: Turn[] = [];
  for (const message of messages) {
    const role = roleOf(message.role);
    if (role === undefined) return { notText: 'a role that is not known' };
    const parts = role === 'tool' ? [toolResult(message)] : [...contentParts(message.content), ...toolCalls(message)];
    const odd = parts.find((part) => 'odd' in part);
    if (odd !== undefined) return { notText: odd.odd };
    turns.push({ role, parts: parts as Part[] });
  }
  return { turns };
}

type Odd = { readonly odd: string };

function toolResult({ content, tool_call_id, name, tool_name }: JsonObject): Part {
  const id = typeof tool_call_id === 'string' ? tool_call_id : undefined;
  const called = [name, tool_name].find((given) => typeof given === 'string');
  return { result: { id, name: called as string | undefined, output: content ?? null } };
}

function contentParts(content: Json | undefined): (Part | Odd)[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }];
  if (Array.isArray(content)) return (content as readonly Json[]).map(contentPart);
  return [{ odd: 'content that is neither text nor a list' }];
}

function contentPart(part: Json): Part | Odd {
  if (typeof part === 'string') return { text: part };
  if (!isJsonObject(part)) return { odd: 'content that is no text' };
  const { type, text } = part;
  if (typeof text === 'string' && (type === undefined || /^(text|input_text|output_text)$/.test(String(type))))
    return { text };
  if (type === 'tool_use' && typeof part.name === 'string')
    return { call: { id: textOrNone(part.id), name: part.name, input: part.input ?? {} } };
  if (type === 'tool_result') return { result: { id: textOrNone(part.tool_use_id), output: part.content ?? null } };
  return { odd: `content of type ${typeof type === 'string' ? type : 'unknown'}` };
}

function toolCalls({ tool_calls: calls }: JsonObject): Part[] {
  if (!Array.isArray(calls)) return [];
  return (calls as readonly Json[]).flatMap((call): Part[] => {
    if (!isJsonObject(call)) return [];
    const inner = isJsonObject(call.function) ? call.function : call;
    if (typeof inner.name !== 'string') return [];
    return [
      { call: { id: textOrNone(call.id), name: inner.name, input: parsedText(inner.arguments ?? call.args ?? {}) } },
    ];
  });
}

/** JSON that stands in a text, as arguments of tools do; anything else as it is. */
export function parsedText(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

export function textOrNone(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
