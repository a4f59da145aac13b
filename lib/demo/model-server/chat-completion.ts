import type { AnswerEnd, AnswerPiece } from './answer.ts';
import type { Chat } from './chat.ts';
import { completionHead, freshId } from './chat-identity.ts';
import type { ChatRequest } from './chat-request.ts';
import { type ApiLogprob, apiLogprobs } from './logprobs.ts';
import { parseToolCall, type ToolCall } from './tool-call-text.ts';
import type { Vocabulary } from './vocabulary.ts';

export type FinishReason = AnswerEnd['finishReason'] | 'tool_calls';

/** Draws everything and puts it into one `chat.completion`. */
export async function chatCompletion({ request, promptTokens, answers }: Chat, vocabulary: Vocabulary) {
  const head = completionHead();
  const choices = await Promise.all(answers.map((answer, index) => choice(answer, index, request, vocabulary)));
  const drawnTokens = choices.reduce((sum, { drawnTokens }) => sum + drawnTokens, 0);
  return {
    ...head,
    object: 'chat.completion',
    choices: choices.map(({ body }) => body),
    usage: usage(promptTokens, drawnTokens),
  };
}

export function usage(promptTokens: number, drawnTokens: number) {
  return { prompt_tokens: promptTokens, completion_tokens: drawnTokens, total_tokens: promptTokens + drawnTokens };
}

/** A call as OpenAI writes it. */
export function apiToolCall({ name, arguments: args }: ToolCall) {
  return { id: freshId('call_'), type: 'function', function: { name, arguments: args } };
}

/** The tool call that an answer is, if tools were offered. */
export function calledTool(text: string, { tools }: ChatRequest): ToolCall | undefined {
  return tools.length > 0 ? parseToolCall(text) : undefined;
}

async function choice(
  answer: AsyncIterable<AnswerPiece | AnswerEnd>,
  index: number,
  request: ChatRequest,
  vocabulary: Vocabulary,
) {
  let text = '';
  const logprobs: ApiLogprob[] = [];
  let end: AnswerEnd = { finishReason: 'length', drawnTokens: 0 };
  for await (const event of answer) {
    if ('finishReason' in event) {
      end = event;
    } else {
      text += event.text;
      logprobs.push(...apiLogprobs(event.tokens, vocabulary));
    }
  }
  const call = calledTool(text, request);
  const finishReason: FinishReason = call === undefined ? end.finishReason : 'tool_calls';
  const said = call === undefined ? { content: text } : { content: null, tool_calls: [apiToolCall(call)] };
  const body = {
    index,
    message: { role: 'assistant', ...said, refusal: null },
    logprobs: request.topLogprobs === undefined ? null : { content: logprobs, refusal: null },
    finish_reason: finishReason,
  };
  return { body, drawnTokens: end.drawnTokens };
}
