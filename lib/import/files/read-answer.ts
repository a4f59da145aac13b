import type { Api } from '../../domain/endpoint/api.ts';
import type { LlmNode } from '../../domain/golden/trace-node.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { LlmExchange } from '../../domain/run/exchange.ts';
import { readMessageAnswer } from '../../providers/anthropic/read-message.ts';
import { readConverseAnswer } from '../../providers/bedrock/read-answer.ts';
import { readGenerateAnswer } from '../../providers/gemini/read-generate.ts';
import { readChat as readOllama } from '../../providers/ollama/read-chat.ts';
import { readChat } from '../../providers/openai/read-chat.ts';
import { readResponse } from '../../providers/openai-responses/read-response.ts';
import type { HttpAnswer } from '../../providers/shared/exchange.ts';

/** Adapters' own readers, so that a recorded answer is read like one that comes now. */
const readers: { readonly [api in Api]?: (answer: HttpAnswer) => Completion } = {
  'openai.chat': readChat,
  'openai.responses': readResponse,
  'anthropic.messages': readMessageAnswer,
  'gemini.generate': readGenerateAnswer,
  'bedrock.converse': readConverseAnswer,
  'ollama.chat': readOllama,
};

/** Text and tool calls of a recorded answer; undefined if it was not kept whole, was no answer, or was redacted. */
export function readAnswer(api: Api, { response }: LlmExchange): LlmNode['output'] {
  const read = readers[api];
  if (read === undefined || response?.body === undefined) return undefined;
  if (!response.complete || response.redacted !== undefined) return undefined;
  try {
    const bytes = Buffer.from(response.body, response.encoding);
    const headers = new Headers(response.headers);
    const answer = { status: response.status, headers, bytes, body: bytes.toString('utf8') };
    const { text, toolCalls, error } = read(answer);
    if (error !== undefined || (text === undefined && toolCalls === undefined)) return undefined;
    return { ...(text === undefined ? {} : { text }), ...(toolCalls === undefined ? {} : { toolCalls }) };
  } catch {
    return undefined; // not what the API promises
  }
}
