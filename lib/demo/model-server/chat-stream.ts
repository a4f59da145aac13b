import type { AnswerEnd, AnswerPiece } from './answer.ts';
import type { Chat } from './chat.ts';
import { apiToolCall, calledTool, type FinishReason, usage } from './chat-completion.ts';
import { completionHead } from './chat-identity.ts';
import type { ChatRequest } from './chat-request.ts';
import { type ApiLogprob, apiLogprobs } from './logprobs.ts';
import { mayBecomeToolCall } from './tool-call-text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Takes one `chat.completion.chunk`. */
export type SendChunk = (chunk: object) => void;

/** Draws all answers side by side and sends them as chunks as they come. */
export async function streamChat(
  { request, promptTokens, answers }: Chat,
  vocabulary: Vocabulary,
  send: SendChunk,
): Promise<void> {
  const head = { ...completionHead(), object: 'chat.completion.chunk' };
  const noUsageYet = request.includeUsage ? { usage: null } : {};
  const drawn = await Promise.all(
    answers.map((answer, index) =>
      streamChoice(answer, request, vocabulary, (delta, logprobs, finishReason) => {
        const choice = { index, delta, logprobs, finish_reason: finishReason };
        send({ ...head, choices: [choice], ...noUsageYet });
      }),
    ),
  );
  const drawnTokens = drawn.reduce((sum, tokens) => sum + tokens, 0);
  if (request.includeUsage) send({ ...head, choices: [], usage: usage(promptTokens, drawnTokens) });
}

type SendDelta = (
  delta: object,
  logprobs: { readonly content: readonly ApiLogprob[]; readonly refusal: null } | null,
  finishReason: FinishReason | null,
) => void;

/** Sends one answer; what may become a tool call is held back until it is one or is not. Returns the tokens drawn. */
async function streamChoice(
  answer: AsyncIterable<AnswerPiece | AnswerEnd>,
  request: ChatRequest,
  vocabulary: Vocabulary,
  send: SendDelta,
): Promise<number> {
  const logprobsOf = (content: readonly ApiLogprob[]) =>
    request.topLogprobs === undefined || content.length === 0 ? null : { content, refusal: null };
  let held = { text: '', logprobs: [] as ApiLogprob[] };
  let undecided = request.tools.length > 0;
  let drawnTokens = 0;
  send({ role: 'assistant', content: '', refusal: null }, null, null);
  for await (const event of answer) {
    if ('finishReason' in event) {
      drawnTokens = event.drawnTokens;
      const call = undecided ? calledTool(held.text, request) : undefined;
      if (call !== undefined)
        send({ tool_calls: [{ index: 0, ...apiToolCall(call) }] }, logprobsOf(held.logprobs), null);
      else if (held.text !== '') send({ content: held.text }, logprobsOf(held.logprobs), null);
      send({}, null, call === undefined ? event.finishReason : 'tool_calls');
    } else {
      held.text += event.text;
      held.logprobs.push(...apiLogprobs(event.tokens, vocabulary));
      undecided &&= mayBecomeToolCall(held.text);
      if (undecided) continue;
      send({ content: held.text }, logprobsOf(held.logprobs), null);
      held = { text: '', logprobs: [] };
    }
  }
  return drawnTokens;
}
