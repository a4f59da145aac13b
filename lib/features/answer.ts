import type { ToolCall } from '../domain/run/sample.ts';
import { answerBehindReasoning } from './answer-behind-reasoning.ts';
import { parseJson } from './json-text.ts';

/** The parts of an answer that an expectation can speak about, as they came. */
export interface Answer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Set where the provider itself marked the answer as a refusal. */
  readonly refused?: boolean;
}

/** An answer as expectations look at it. */
export interface ReadAnswer extends Answer {
  /** Without reasoning in front. */
  readonly text: string;
  /** The text as it came. */
  readonly whole: string;
  /** The text as a JSON value, parsed when it is first asked for; `undefined` where it is none. */
  readonly json: () => unknown;
}

/** Takes the reasoning off the front of an answer, once for all that is asked about it. */
export function readAnswer(answer: Answer): ReadAnswer {
  const text = answerBehindReasoning(answer.text);
  return { ...answer, text, whole: answer.text, json: once(() => parseJson(text)) };
}

/** Computes at the first call and remembers. */
function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
