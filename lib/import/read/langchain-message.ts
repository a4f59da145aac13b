import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

const roles: { readonly [type: string]: string } = {
  human: 'user',
  system: 'system',
  ai: 'assistant',
  tool: 'tool',
  function: 'function',
};

/** What LangChain keeps beside a message for itself. */
const ofLangchain = new Set(
  'type example id additional_kwargs response_metadata usage_metadata invalid_tool_calls artifact status tool_calls'.split(
    ' ',
  ),
);

/**
 * A message as LangChain writes it (a constructor with its arguments, `{ type: 'human', data }`, `{ type, content }` or a
 * pair of role and text), with a role and its fields beside each other; any other message as it is.
 */
export function unwrapLangchain(message: Json): Json {
  if (Array.isArray(message) && message.length === 2 && message.every((item) => typeof item === 'string'))
    return { role: message[0] as string, content: message[1] as string };
  if (!isJsonObject(message) || typeof message.role === 'string') return message;
  const role = roleOf(message);
  if (role === undefined) return message;
  const fields = isJsonObject(message.kwargs) ? message.kwargs : isJsonObject(message.data) ? message.data : message;
  const additional = isJsonObject(fields.additional_kwargs) ? fields.additional_kwargs : {};
  const calls = [additional.tool_calls, fields.tool_calls].find((list) => Array.isArray(list) && list.length > 0);
  const own = Object.fromEntries(Object.entries(fields).filter(([key]) => !ofLangchain.has(key)));
  return {
    ...own,
    role: role === 'chat' ? (typeof fields.role === 'string' ? fields.role : 'user') : role,
    ...(calls === undefined ? {} : { tool_calls: calls }),
    ...(isJsonObject(additional.function_call) ? { function_call: additional.function_call } : {}),
  };
}

/** `HumanMessage`, `AIMessageChunk` … in the last part of the constructor's id, or the plain `type`. */
function roleOf({ id, type, kwargs, data }: JsonObject): string | undefined {
  const constructed = Array.isArray(id) && (isJsonObject(kwargs) || isJsonObject(data)) ? id.at(-1) : undefined;
  const given = typeof constructed === 'string' ? constructed : type;
  const name = typeof given === 'string' ? given.replace(/Message(Chunk)?$/, '').toLowerCase() : '';
  if (name === 'chat') return 'chat';
  return Object.hasOwn(roles, name) ? roles[name] : undefined;
}
