import type { Api } from '../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts';

/** A tool call in a conversation whose result is nowhere in it. */
export interface UnansweredCall {
  /** Where the call stands in the body. */
  readonly path: readonly PropertyKey[];
  readonly tool: string;
}

/** A call or a result, as it was found in a body. Without ids they are paired by name, in their order. */
interface Found {
  readonly what: 'call' | 'result';
  readonly path: readonly PropertyKey[];
  readonly key: string;
  readonly tool: string;
}

type Reader = (value: JsonObject, path: readonly PropertyKey[]) => Found | undefined;

const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');

const call = (path: readonly PropertyKey[], key: string, tool: string): Found => ({ what: 'call', path, key, tool });
const result = (path: readonly PropertyKey[], key: string): Found => ({ what: 'result', path, key, tool: key });

/** What a call and a result look like in each API; the object is recognised wherever in the conversation it stands. */
const readers: Record<Api, Reader> = {
  'openai.chat': (value, path) => {
    if (value.role === 'tool') return result(path, text(value.tool_call_id));
    if (value.role === 'function') return result(path, text(value.name)); // as it was before there were tools
    if (path[0] === 'messages' && path.at(-1) === 'function_call')
      return call(path, text(value.name), text(value.name));
    if (path.at(-2) !== 'tool_calls') return undefined;
    const named = isJsonObject(value.function) ? value.function : value.custom;
    return call(path, text(value.id), isJsonObject(named) ? text(named.name) : '');
  },
  'openai.responses': (value, path) => {
    const [type, id] = [text(value.type), text(value.call_id)];
    if (type.endsWith('_call') && id !== '') return call(path, id, text(value.name) || type); // the server's own have none
    return type.endsWith('_call_output') ? result(path, id) : undefined;
  },
  'anthropic.messages': (value, path) => {
    if (value.type === 'tool_use') return call(path, text(value.id), text(value.name));
    return value.type === 'tool_result' ? result(path, text(value.tool_use_id)) : undefined;
  },
  'bedrock.converse': (value, path) => {
    if (path.at(-1) === 'toolUse') return call(path, text(value.toolUseId), text(value.name));
    return path.at(-1) === 'toolResult' ? result(path, text(value.toolUseId)) : undefined;
  },
  'bedrock.invoke': (value, path) => {
    if (value.type === 'tool_use') return call(path, text(value.id), text(value.name));
    return value.type === 'tool_result' ? result(path, text(value.tool_use_id)) : undefined;
  },
  'gemini.generate': (value, path) => {
    if (path.at(-1) === 'functionCall') return call(path, text(value.id) || text(value.name), text(value.name));
    return path.at(-1) === 'functionResponse' ? result(path, text(value.id) || text(value.name)) : undefined;
  },
  'ollama.chat': (value, path) => {
    if (value.role === 'tool') return result(path, text(value.tool_name) || text(value.name));
    if (path.at(-2) !== 'tool_calls' || !isJsonObject(value.function)) return undefined;
    return call(path, text(value.function.name), text(value.function.name));
  },
  'tgi.generate': () => undefined,
};

/**
 * Tool calls in prior turns without their results: most APIs refuse such a conversation, the others make something up.
 * Each result answers one call; a result that names no call (some servers allow it) answers the oldest open one.
 */
export function unansweredToolCalls(api: Api, body: JsonObject): UnansweredCall[] {
  const open: Found[] = [];
  for (const found of inOrder(body, readers[api])) {
    if (found.what === 'call') open.push(found);
    else {
      const named = open.findIndex(({ key }) => key === found.key);
      const answered = named === -1 && found.key === '' ? 0 : named;
      if (answered >= 0) open.splice(answered, 1);
    }
  }
  return open.map(({ path, tool }) => ({ path, tool }));
}

function inOrder(value: Json, read: Reader, path: readonly PropertyKey[] = []): Found[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => inOrder(item, read, [...path, i]));
  const here = read(value as JsonObject, path);
  const below = Object.entries(value).flatMap(([key, item]) => inOrder(item as Json, read, [...path, key]));
  return here === undefined ? below : [here, ...below];
}
