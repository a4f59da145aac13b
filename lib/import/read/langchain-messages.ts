import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

const roles: { readonly [type: string]: string } = {
  human: 'user',
  system: 'system',
  ai: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/**
 * Messages as LangChain writes them (constructors with their arguments, or `{ type: 'human', content }`), or as OpenAI
 * does, as messages of OpenAI. A list around the one list of messages (a batch of one) is taken off.
 */
export function langchainMessages(messages: Json | undefined): Json | undefined {
  if (!Array.isArray(messages)) return messages;
  const list = messages as readonly Json[];
  if (list.length === 1 && Array.isArray(list[0])) return langchainMessages(list[0]);
  return list.map((message) => (isJsonObject(message) ? fromLangchain(message) : message));
}

function fromLangchain(message: JsonObject): JsonObject {
  if (typeof message.role === 'string') return message;
  const role = roleOf(message);
  if (role === undefined) return message;
  const fields = isJsonObject(message.kwargs) ? message.kwargs : isJsonObject(message.data) ? message.data : message;
  const { content, tool_call_id, name, additional_kwargs: additional } = fields;
  const raw = isJsonObject(additional) ? additional.tool_calls : undefined;
  const calls = Array.isArray(raw) && raw.length > 0 ? raw : openaiCalls(fields.tool_calls);
  return {
    role: role === 'chat' ? (typeof fields.role === 'string' ? fields.role : 'user') : role,
    content: content ?? null,
    ...(calls === undefined ? {} : { tool_calls: calls }),
    ...(typeof tool_call_id === 'string' ? { tool_call_id } : {}),
    ...(typeof name === 'string' && role !== 'tool' ? { name } : {}),
  };
}

/** `HumanMessage`, `AIMessageChunk` … in the last part of the constructor's id, or the plain `type`. */
function roleOf({ id, type, kwargs, data }: JsonObject): string | undefined {
  const constructed = Array.isArray(id) && (isJsonObject(kwargs) || isJsonObject(data)) ? id.at(-1) : undefined;
  const name = typeof constructed === 'string' ? constructed.replace(/Message(Chunk)?$/, '').toLowerCase() : type;
  if (name === 'chat') return 'chat';
  return typeof name === 'string' && Object.hasOwn(roles, name) ? roles[name] : undefined;
}

function openaiCalls(calls: Json | undefined): Json[] | undefined {
  if (!Array.isArray(calls) || calls.length === 0) return undefined;
  return (calls as readonly Json[]).map((call) =>
    isJsonObject(call) && call.function === undefined
      ? {
          ...(typeof call.id === 'string' ? { id: call.id } : {}),
          type: 'function',
          function: { name: call.name ?? '', arguments: JSON.stringify(call.args ?? {}) },
        }
      : call,
  );
}
