import { type AnswerEnd, type AnswerPiece, type AnswerRequest, drawAnswer } from './answer.ts';
import { ApiError } from './api-error.ts';
import type { ChatRequest } from './chat-request.ts';
import { chatTemplate } from './chat-template.ts';
import { type Engine, windowTokens } from './engine.ts';
import { samplerSeed } from './seeds.ts';
import type { Backend, Serving } from './serving.ts';

export interface ChatDeps {
  readonly engine: Engine;
  readonly serving: Serving;
  /** Uniform on [0, 1): seeds of requests that bring none. */
  readonly random: () => number;
}

/** A request on its way: what was asked, how long the prompt is, and one stream of events for each of the `n` draws. */
export interface Chat {
  readonly request: ChatRequest;
  readonly promptTokens: number;
  readonly answers: ReadonlyArray<AsyncGenerator<AnswerPiece | AnswerEnd>>;
}

/**
 * Starts to answer. All draws of a request come from one backend; draw `i` has a seed of its own, derived from the
 * request's.
 *
 * @throws {ApiError} 400 if prompt and answer do not fit the window.
 */
export function startChat(request: ChatRequest, deps: ChatDeps, signal: AbortSignal): Chat {
  const prompt = deps.engine.vocabulary.encode(chatTemplate(request.messages, request.tools));
  const maxTokens = request.maxTokens ?? windowTokens - prompt.length;
  if (maxTokens < 1 || prompt.length + maxTokens > windowTokens) throw tooLong(prompt.length, request.maxTokens);

  const backend = deps.serving.pick();
  const seed = request.seed ?? Math.floor(deps.random() * 2 ** 53);
  const { temperature, topP, stop, topLogprobs } = request;
  const answers = Array.from({ length: request.n }, (_, i) => {
    const sampling = { temperature, topP, maxTokens, seed: samplerSeed(seed, i) };
    return answerOn(backend, { prompt, sampling, stop, topLogprobs }, deps.engine, signal);
  });
  return { request, promptTokens: prompt.length, answers };
}

async function* answerOn(
  backend: Backend,
  request: AnswerRequest,
  engine: Engine,
  signal: AbortSignal,
): AsyncGenerator<AnswerPiece | AnswerEnd> {
  const { sequence, release } = await engine.acquire(backend, signal);
  try {
    yield* drawAnswer(request, sequence, engine.vocabulary, signal);
  } finally {
    release();
  }
}

function tooLong(promptTokens: number, maxTokens: number | undefined): ApiError {
  const asked = maxTokens === undefined ? '' : ` and asked for ${maxTokens} more`;
  const message = `This model's window is ${windowTokens} tokens; the messages have ${promptTokens}${asked}`;
  return new ApiError(400, message, { param: 'messages', code: 'context_length_exceeded' });
}
