import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { Part } from '../conversation.ts';
import { imageIn } from './image.ts';
import { parseText, textOrNone, wordOf } from './json-text.ts';

/** A part; or what cannot be put into the words that all APIs share; or what may be left out, and is told. */
export type PartRead = Part | { readonly odd: string } | { readonly omitted: string };

const reasoning: PartRead = { omitted: 'reasoning of earlier turns' };

/** Reads a part of a message, as any of the APIs, LangChain, the Vercel AI SDK or OpenTelemetry spell it. */
export function readPart(part: Json): PartRead {
  if (typeof part === 'string') return { text: part };
  if (!isJsonObject(part)) return { odd: 'content that is neither text nor an object' };
  const image = imageIn(part);
  if (image !== undefined)
    return image === 'apart' ? { odd: 'an image whose data are kept somewhere else' } : { image };
  return readText(part) ?? readCall(part) ?? readResult(part) ?? readRest(part);
}

function readText(part: JsonObject): PartRead | undefined {
  const { type, text, content, refusal } = part;
  if (part.thought === true) return reasoning; // Gemini
  if (typeof text === 'string' && (type === undefined || /^(text|input_text|output_text)$/.test(wordOf(type))))
    return { text };
  if (type === 'text' && typeof content === 'string') return { text: content }; // OpenTelemetry
  return type === 'refusal' && typeof refusal === 'string' ? { text: refusal } : undefined;
}

/** `toolUse` of Converse and `functionCall` of Gemini are keys of their own, elsewhere `type` says what it is. */
function readCall(part: JsonObject): PartRead | undefined {
  const inner = part.toolUse ?? part.functionCall ?? part.function_call ?? part;
  const isCall = inner !== part || /^(tool_use|tool_call|tool-call|function_call)$/.test(wordOf(part.type));
  if (!isCall || !isJsonObject(inner)) return undefined;
  const name = textOrNone(inner.name ?? inner.toolName);
  if (name === undefined) return undefined;
  const id = textOrNone(inner.call_id ?? inner.toolUseId ?? inner.toolCallId ?? inner.id);
  return { call: { id, name, input: parseText(inner.input ?? inner.arguments ?? inner.args ?? {}) } };
}

function readResult(part: JsonObject): PartRead | undefined {
  const inner = part.toolResult ?? part.functionResponse ?? part.function_response ?? part;
  const isResult =
    inner !== part || /^(tool_result|tool_call_response|tool-result|function_call_output)$/.test(wordOf(part.type));
  if (!isResult || !isJsonObject(inner)) return undefined;
  const id = textOrNone(inner.call_id ?? inner.toolUseId ?? inner.toolCallId ?? inner.tool_use_id ?? inner.id);
  const output = inner.output ?? inner.response ?? inner.result ?? inner.content ?? null;
  return { result: { id, name: textOrNone(inner.name ?? inner.toolName), output: plainOutput(output) } };
}

/** Texts out of the parts that some APIs put them into; `{ type: 'json', value }` of the AI SDK. */
export function plainOutput(output: Json): Json {
  if (isJsonObject(output) && typeof output.type === 'string' && output.value !== undefined)
    return plainOutput(output.value);
  if (!Array.isArray(output) || output.length === 0) return output;
  const parts = (output as readonly Json[]).map((part) => (isJsonObject(part) ? part : {}));
  const [only] = parts;
  if (parts.length === 1 && only?.json !== undefined) return only.json;
  return parts.every(({ text, type }) => typeof text === 'string' && (type === undefined || type === 'text'))
    ? parts.map(({ text }) => text as string).join('\n')
    : output;
}

function readRest(part: JsonObject): PartRead {
  const { type } = part;
  if (/^(thinking|redacted_thinking|reasoning|redacted-reasoning|reasoning_content)$/.test(wordOf(type)))
    return reasoning;
  if (part.reasoningContent !== undefined) return reasoning;
  if (part.cachePoint !== undefined) return { omitted: 'points up to which the prompt was cached' };
  if (type === 'input_json_delta') return { omitted: 'fragments of streamed calls' }; // LangChain keeps them beside the call
  const named = typeof type === 'string' ? type : (Object.keys(part)[0] ?? 'unknown');
  return { odd: `content of type ${named.slice(0, 40)}` };
}
