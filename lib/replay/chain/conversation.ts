import type { Api } from '../../domain/endpoint/api.ts';
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { ToolCall } from '../../domain/run/sample.ts';

/** What a model answered, to be put into the conversation that goes on from there. */
export interface GivenAnswer {
  readonly text: string;
  /** With the ids under which their results are handed back. */
  readonly toolCalls: readonly (ToolCall & { readonly id: string })[];
}

/** What a tool gave back for a call. */
export interface ToolResult {
  readonly id: string;
  readonly tool: string;
  readonly output: Json;
  readonly failed: boolean;
}

/** How an API writes a conversation down: where it stands, and what a turn looks like. */
export interface Conversation {
  readonly key: string;
  /** The model's answer as turns. */
  answer(answer: GivenAnswer): readonly Json[];
  /** Results as turns, in the order of the calls. */
  results(results: readonly ToolResult[]): readonly Json[];
  readonly isAnswer: (turn: Json) => boolean;
  readonly isResults: (turn: Json) => boolean;
}

const conversations: { readonly [api in Api]?: Conversation } = {
  'openai.chat': {
    key: 'messages',
    answer: ({ text, toolCalls }) => [
      {
        role: 'assistant',
        content: text === '' && toolCalls.length > 0 ? null : text,
        ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(openaiCall) }),
      },
    ],
    results: (results) =>
      results.map(({ id, output }) => ({ role: 'tool', tool_call_id: id, content: asText(output) })),
    isAnswer: hasRole('assistant'),
    isResults: hasRole('tool'),
  },
  'openai.responses': {
    key: 'input',
    answer: ({ text, toolCalls }) => [
      ...(text === '' ? [] : [{ role: 'assistant', content: text }]),
      ...toolCalls.map((call) => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: call.arguments,
      })),
    ],
    results: (results) =>
      results.map(({ id, output }) => ({ type: 'function_call_output', call_id: id, output: asText(output) })),
    isAnswer: (turn) => hasRole('assistant')(turn) || hasType('function_call', 'reasoning')(turn),
    isResults: hasType('function_call_output'),
  },
  'anthropic.messages': {
    key: 'messages',
    answer: ({ text, toolCalls }) => [
      {
        role: 'assistant',
        content: [
          ...(text === '' ? [] : [{ type: 'text', text }]),
          ...toolCalls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: argumentsOf(call) })),
        ],
      },
    ],
    results: (results) => [
      {
        role: 'user',
        content: results.map(({ id, output, failed }) => ({
          type: 'tool_result',
          tool_use_id: id,
          content: asText(output),
          ...(failed ? { is_error: true } : {}),
        })),
      },
    ],
    isAnswer: hasRole('assistant'),
    isResults: holdsPart('content', (part) => part.type === 'tool_result'),
  },
  'bedrock.converse': {
    key: 'messages',
    answer: ({ text, toolCalls }) => [
      {
        role: 'assistant',
        content: [
          ...(text === '' ? [] : [{ text }]),
          ...toolCalls.map((call) => ({
            toolUse: { toolUseId: call.id, name: call.name, input: argumentsOf(call) },
          })),
        ],
      },
    ],
    results: (results) => [
      {
        role: 'user',
        content: results.map(({ id, output, failed }) => ({
          toolResult: {
            toolUseId: id,
            content: [isJsonObject(output) ? { json: output } : { text: asText(output) }],
            ...(failed ? { status: 'error' } : {}),
          },
        })),
      },
    ],
    isAnswer: hasRole('assistant'),
    isResults: holdsPart('content', (part) => part.toolResult !== undefined),
  },
  'gemini.generate': {
    key: 'contents',
    answer: ({ text, toolCalls }) => [
      {
        role: 'model',
        parts: [
          ...(text === '' ? [] : [{ text }]),
          ...toolCalls.map((call) => ({ functionCall: { name: call.name, args: argumentsOf(call) } })),
        ],
      },
    ],
    results: (results) => [
      {
        role: 'user',
        parts: results.map(({ tool, output }) => ({
          functionResponse: { name: tool, response: isJsonObject(output) ? output : { result: output } },
        })),
      },
    ],
    isAnswer: hasRole('model'),
    isResults: holdsPart('parts', (part) => part.functionResponse !== undefined),
  },
  'ollama.chat': {
    key: 'messages',
    answer: ({ text, toolCalls }) => [
      {
        role: 'assistant',
        content: text,
        ...(toolCalls.length === 0
          ? {}
          : { tool_calls: toolCalls.map((call) => ({ function: { name: call.name, arguments: argumentsOf(call) } })) }),
      },
    ],
    results: (results) =>
      results.map(({ tool, output }) => ({ role: 'tool', tool_name: tool, content: asText(output) })),
    isAnswer: hasRole('assistant'),
    isResults: hasRole('tool'),
  },
};

/** How an API writes conversations; undefined where a request cannot be continued. */
export function conversationOf(api: Api): Conversation | undefined {
  return conversations[api];
}

/** The turns of a body; a string, which some APIs take for one turn of the user, is that turn. */
export function turnsOf(api: Api, body: JsonObject): readonly Json[] {
  const turns = body[conversations[api]?.key ?? ''];
  if (typeof turns === 'string') return [{ role: 'user', content: turns }];
  return Array.isArray(turns) ? (turns as readonly Json[]) : [];
}

/** The arguments of a call as JSON; an empty object where the model wrote something else. */
export function argumentsOf(call: Pick<ToolCall, 'arguments'>): JsonObject {
  try {
    const parsed: unknown = JSON.parse(call.arguments);
    return isJsonObject(parsed as Json) ? (parsed as JsonObject) : {};
  } catch {
    return {};
  }
}

/** A tool's output as the text that a model reads. */
export function asText(output: Json): string {
  return typeof output === 'string' ? output : JSON.stringify(output);
}

function openaiCall(call: ToolCall & { readonly id: string }): Json {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

function hasRole(role: string): (turn: Json) => boolean {
  return (turn) => isJsonObject(turn) && turn.role === role;
}

function hasType(...types: string[]): (turn: Json) => boolean {
  return (turn) => isJsonObject(turn) && types.includes(String(turn.type));
}

function holdsPart(key: string, isMeant: (part: JsonObject) => boolean): (turn: Json) => boolean {
  return (turn) => {
    const parts = isJsonObject(turn) ? turn[key] : undefined;
    return Array.isArray(parts) && parts.some((part: Json) => isJsonObject(part) && isMeant(part));
  };
}
