import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { Part, Turn } from '../conversation.ts';
import { parsedText, roleOf, type TurnsRead, textOrNone, turnsOf } from './chat-messages.ts';
import type { Span } from './otlp.ts';

/** Turns of a span of the GenAI conventions, by whatever names; undefined where its content was not recorded. */
export function genaiTurns(span: Span): (TurnsRead & { readonly missing?: readonly string[] }) | undefined {
  const details = span.events.find(({ name }) => name === 'gen_ai.client.inference.operation.details');
  for (const attributes of [span.attributes, details?.attributes ?? {}]) {
    const messages = listIn(attributes['gen_ai.input.messages']);
    if (messages !== undefined) return withSystem(attributes['gen_ai.system_instructions'], messages);
  }
  const spelled = numbered(span.attributes, 'gen_ai.prompt') ?? fromEvents(span) ?? fromContentEvent(span);
  return spelled === undefined ? undefined : turnsOf(spelled);
}

/** The current form: `parts` with types of their own, system instructions apart. */
function withSystem(instructions: Json | undefined, messages: readonly Json[]) {
  const missing = new Set<string>();
  const turns: Turn[] = [];
  const system = instructions === undefined ? undefined : (listIn(instructions) ?? [instructions]);
  const spelled = [...(system === undefined ? [] : [{ role: 'system', parts: system.flatMap(partsIn) }]), ...messages];
  for (const message of spelled) {
    if (!isJsonObject(message)) return { notText: 'a message that is no object' };
    const role = roleOf(message.role);
    if (role === undefined) return { notText: 'a role that is not known' };
    const parts: Part[] = [];
    for (const part of partsIn(message)) {
      const read = partOf(part);
      if (typeof read === 'string') {
        if (read !== 'reasoning') return { notText: `content of type ${read}` };
        missing.add('reasoning of earlier turns');
      } else parts.push(read);
    }
    turns.push({ role, parts });
  }
  return { turns, missing: [...missing] };
}

function partsIn(value: Json): readonly Json[] {
  if (isJsonObject(value) && Array.isArray(value.parts)) return value.parts as readonly Json[];
  if (isJsonObject(value) && value.role !== undefined) return partsIn(value.content ?? []);
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** A part, or the type of one that is no text. */
function partOf(part: Json): Part | string {
  if (typeof part === 'string') return { text: part };
  if (!isJsonObject(part)) return 'unknown';
  const { type, id } = part;
  const text = part.content ?? part.text;
  if ((type === 'text' || type === undefined) && typeof text === 'string') return { text };
  if (type === 'tool_call' && typeof part.name === 'string')
    return { call: { id: textOrNone(id), name: part.name, input: parsedText(part.arguments ?? {}) } };
  if (type === 'tool_call_response')
    return { result: { id: textOrNone(id), output: part.response ?? part.result ?? null } };
  return typeof type === 'string' ? type : 'unknown';
}

/** Legacy: `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content`, `gen_ai.prompt.0.tool_calls.0.name`. */
export function numbered(attributes: JsonObject, prefix: string): JsonObject[] | undefined {
  const found: JsonObject[] = [];
  for (let i = 0; ; i++) {
    const own = `${prefix}.${i}.`;
    const keys = Object.keys(attributes).filter((key) => key.startsWith(own));
    if (keys.length === 0) break;
    const plain = keys.filter((key) => !key.slice(own.length).includes('.'));
    const calls = numbered(attributes, `${prefix}.${i}.tool_calls`);
    found.push({
      ...Object.fromEntries(plain.map((key) => [key.slice(own.length), spelledOut(key, attributes[key] as Json)])),
      ...(calls === undefined ? {} : { tool_calls: calls }),
    });
  }
  return found.length === 0 ? undefined : found;
}

/** Content that is a list was written as text. */
function spelledOut(key: string, value: Json): Json {
  return key.endsWith('.content') && typeof value === 'string' && /^\[\s*\{\s*"type"/.test(value)
    ? parsedText(value)
    : value;
}

/** Legacy: an event a message, `gen_ai.user.message`. */
function fromEvents({ events }: Span): JsonObject[] | undefined {
  const messages = events.flatMap(({ name, attributes }) => {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
    if (role === undefined) return [];
    const body = attributes.body === undefined ? attributes : parsedText(attributes.body);
    const { content, tool_calls: calls, id } = isJsonObject(body) ? body : attributes;
    return [
      {
        role,
        content: content ?? null,
        ...(calls === undefined ? {} : { tool_calls: parsedText(calls) }),
        ...(role === 'tool' && id !== undefined ? { tool_call_id: id } : {}),
      },
    ];
  });
  return messages.some(({ content, tool_calls: calls }) => content !== null || calls !== undefined)
    ? messages
    : undefined;
}

/** Older still: all messages as text in `gen_ai.prompt`, on the span or on an event. */
function fromContentEvent({ attributes, events }: Span): JsonObject[] | undefined {
  const event = events.find(({ name }) => name === 'gen_ai.content.prompt');
  const messages = listIn(event?.attributes['gen_ai.prompt'] ?? attributes['gen_ai.prompt']);
  return messages?.every(isJsonObject) ? (messages as JsonObject[]) : undefined;
}

function listIn(value: Json | undefined): readonly Json[] | undefined {
  const parsed = value === undefined ? undefined : parsedText(value);
  return Array.isArray(parsed) && parsed.length > 0 ? (parsed as readonly Json[]) : undefined;
}
