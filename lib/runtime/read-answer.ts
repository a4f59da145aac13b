import type { Api } from '../domain/api.ts';
import type { Completion } from '../domain/completion.ts';
import type { LlmExchange } from '../domain/exchange.ts';
import type { LlmNode } from '../domain/trace-tree.ts';
import { assembleMessage } from '../providers/anthropic/assemble-message.ts';
import { readMessage } from '../providers/anthropic/read-message.ts';
import { readConverse } from '../providers/bedrock/read-converse.ts';
import { readGenerate } from '../providers/gemini/read-generate.ts';
import { readChat as readOllama } from '../providers/ollama/read-chat.ts';
import { readChat } from '../providers/openai/read-chat.ts';
import { readResponse } from '../providers/openai-responses/read-response.ts';
import type { HttpAnswer } from '../providers/shared/exchange.ts';
import { isEventStream } from '../providers/shared/reading.ts';
import { parseServerSentEvents } from '../providers/shared/server-sent-events.ts';

/** Adapters' own readers, so that a recorded answer is read like one that comes now. */
const readers: { readonly [api in Api]?: (answer: HttpAnswer) => Completion } = {
  'openai.chat': readChat,
  'openai.responses': readResponse,
  'anthropic.messages': (answer) =>
    readMessage(isEventStream(answer) ? assembleMessage(answer.body) : JSON.parse(answer.body)),
  'gemini.generate': (answer) => readGenerate(isEventStream(answer) ? joined(answer.body) : JSON.parse(answer.body)),
  'bedrock.converse': ({ body }) => readConverse(JSON.parse(body)),
  'ollama.chat': readOllama,
};

/** Text and tool calls of a recorded answer; undefined if it was not kept whole, was no answer, or was redacted. */
export function readAnswer(api: Api, { response }: LlmExchange): LlmNode['output'] {
  const read = readers[api];
  if (read === undefined || response?.body === undefined || response.encoding !== undefined) return undefined;
  if (!response.complete || response.redacted !== undefined) return undefined;
  try {
    const answer = { status: response.status, headers: new Headers(response.headers), body: response.body };
    const { text, toolCalls, error } = read(answer);
    if (error !== undefined || (text === undefined && toolCalls === undefined)) return undefined;
    return { ...(text === undefined ? {} : { text }), ...(toolCalls === undefined ? {} : { toolCalls }) };
  } catch {
    return undefined; // not what the API promises
  }
}

/** Gemini's stream: whole responses, each with the parts that are new. */
function joined(stream: string): object {
  const chunks = parseServerSentEvents(stream).map(({ data }) => JSON.parse(data) as GeminiChunk);
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const last = chunks.at(-1) ?? {};
  return { ...last, candidates: [{ ...last.candidates?.[0], content: { role: 'model', parts } }] };
}

interface GeminiChunk {
  readonly candidates?: readonly { readonly content?: { readonly parts?: readonly object[] } }[];
}
