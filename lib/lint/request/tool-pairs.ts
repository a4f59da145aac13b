import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { RequestProblem } from './request-problem.ts';

/** What a turn holds of tools. `key` is the id, or where an API has none, the name. */
interface TurnOfTools {
  readonly calls: readonly At[];
  readonly results: readonly At[];
  /** Whether it may stand between a call and its result: turns that the server puts together with the one before. */
  readonly goesOn: boolean;
}

interface At {
  readonly key: string;
  readonly path: readonly PropertyKey[];
}

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).map((item) => (isJsonObject(item) ? item : {})) : [];
const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');

function chatTurns({ messages }: JsonObject): TurnOfTools[] {
  return objects(messages).map((message, i) => ({
    calls: objects(message.tool_calls).map(({ id }, k) => ({ key: text(id), path: ['messages', i, 'tool_calls', k] })),
    results: message.role === 'tool' ? [{ key: text(message.tool_call_id), path: ['messages', i] }] : [],
    goesOn: message.role === 'tool',
  }));
}

function partTurns(
  key: string,
  parts: string,
  read: (part: JsonObject) => { readonly call?: string; readonly result?: string },
): (body: JsonObject) => TurnOfTools[] {
  return (body) => {
    let before: Json | undefined;
    return objects(body[key]).map((turn, i) => {
      const goesOn = i > 0 && turn.role === before;
      before = turn.role;
      const found = objects(turn[parts]).map((part, k) => ({ ...read(part), path: [key, i, parts, k] }));
      return {
        calls: found.flatMap(({ call, path }) => (call === undefined ? [] : [{ key: call, path }])),
        results: found.flatMap(({ result, path }) => (result === undefined ? [] : [{ key: result, path }])),
        goesOn,
      };
    });
  };
}

const anthropicTurns = partTurns('messages', 'content', (part) => {
  if (part.type === 'tool_use') return { call: text(part.id) };
  return part.type === 'tool_result' ? { result: text(part.tool_use_id) } : {};
});

const converseTurns = partTurns('messages', 'content', ({ toolUse, toolResult }) => {
  if (isJsonObject(toolUse)) return { call: text(toolUse.toolUseId) };
  return isJsonObject(toolResult) ? { result: text(toolResult.toolUseId) } : {};
});

const geminiTurns = partTurns('contents', 'parts', (part) => {
  const [call, result] = [part.functionCall ?? part.function_call, part.functionResponse ?? part.function_response];
  if (isJsonObject(call)) return { call: text(call.name) };
  return isJsonObject(result) ? { result: text(result.name) } : {};
});

const turnsOf: { readonly [api in Api]?: (body: JsonObject) => TurnOfTools[] } = {
  'openai.chat': chatTurns,
  'anthropic.messages': anthropicTurns,
  'bedrock.converse': converseTurns,
  'bedrock.invoke': anthropicTurns,
  'gemini.generate': geminiTurns,
};

/**
 * Results that answer no call, and calls of one name twice. Where an API wants results in the turn after the call, one that
 * comes later answers nothing. Calls without any result are told elsewhere.
 */
export function toolPairProblems(api: Api, body: JsonObject): RequestProblem[] {
  if (api === 'openai.responses') return strayOutputs(body);
  const found: RequestProblem[] = [];
  let open: At[] = [];
  for (const { calls, results, goesOn } of turnsOf[api]?.(body) ?? []) {
    for (const { key, path } of results) {
      const index = open.findIndex((call) => call.key === key);
      if (index === -1)
        found.push({ path, what: 'expected the result of a call in the turn before, got one of no such call' });
      else open.splice(index, 1);
    }
    if (!goesOn && results.length === 0) open = [];
    const ids = new Set<string>();
    for (const { key, path } of calls) {
      if (ids.has(key) && api !== 'gemini.generate')
        found.push({ path, what: 'expected an id of its own, got one twice' });
      ids.add(key);
    }
    open.push(...calls);
  }
  return found;
}

/** The Responses API finds a call anywhere before its output, in an earlier response as well. */
function strayOutputs({ input, previous_response_id: previous, conversation }: JsonObject): RequestProblem[] {
  if ((previous ?? conversation ?? null) !== null) return [];
  const called = new Set<string>();
  return objects(input).flatMap((item, i): RequestProblem[] => {
    const type = text(item.type);
    if (type === 'item_reference') called.add('*');
    if (type.endsWith('_call')) called.add(text(item.call_id));
    if (!type.endsWith('_call_output') || called.has(text(item.call_id)) || called.has('*')) return [];
    return [{ path: ['input', i], what: 'expected the output of a call before it, got one of no such call' }];
  });
}
