import type { Expectation } from '../domain/golden/expectation.ts';
import type { Draw } from '../domain/run/observed-run.ts';
import type { Sample, ToolCall } from '../domain/run/sample.ts';
import { type ReadAnswer, readAnswer } from './answer.ts';
import { askableExpectations } from './expectations.ts';
import { endsByStop } from './finish-reason.ts';
import { parseStructured } from './json-text.ts';
import { isRefusal } from './refusal/is-refusal.ts';

/** Structured properties that every draw has, whatever its golden expects. */
export const structuredProperties = [
  'json',
  'refusal',
  'stop',
  'empty',
  'tool-call',
  'invalid-tool-arguments',
] as const;

/** Before the name of an expectation among the properties of a draw. */
export const expectationPrefix = 'expectation:';

const noExpectations: readonly Expectation[] = [];

/**
 * What the detector sees of one completion. Every draw of a golden has the same properties, each 0 or 1, about the answer
 * behind any reasoning:
 *
 * - `json`: all of it is one JSON object or array;
 * - `refusal`: it opens with a refusal, or the provider says that it is one;
 * - `stop`: the model ended the answer itself (1) or was cut off, filtered or broken off (0);
 * - `empty`: neither text, white space and reasoning aside, nor a tool call;
 * - `tool-call`: at least one tool call;
 * - `invalid-tool-arguments`: at least one tool call whose arguments are not a JSON object;
 * - `expectation:NAME`: the answer *fails* the golden's expectation of that name; one that cannot be asked has none.
 *
 * @param sample a completed draw; one with `error` has nothing to observe.
 */
export function observeDraw(sample: Sample, expectations: readonly Expectation[] = noExpectations): Draw {
  const text = sample.text ?? '';
  const toolCalls = sample.toolCalls ?? noCalls;
  return {
    text,
    toolCalls,
    ...(sample.finishReason ? { finishReason: sample.finishReason } : {}),
    ...(sample.outputTokens === undefined ? {} : { outputTokens: sample.outputTokens }),
    ...(sample.logprobs === undefined ? {} : { logprobs: sample.logprobs }),
    ...(sample.firstTokenTop === undefined ? {} : { firstTokenTop: sample.firstTokenTop }),
    properties: observeProperties(
      readAnswer({ text, toolCalls, refused: isMarkedRefusal(sample) }),
      sample,
      expectations,
    ),
  };
}

const noCalls: readonly ToolCall[] = [];

function observeProperties(
  answer: ReadAnswer,
  { finishReason }: Sample,
  expectations: readonly Expectation[],
): { readonly [name: string]: number } {
  const { text, toolCalls } = answer;
  const structured = parseStructured(text);
  const properties: { [name: string]: number } = {
    json: Number(structured !== undefined),
    refusal: Number(answer.refused || (structured === undefined && isRefusal(text))),
    stop: Number(endsByStop(finishReason)),
    empty: Number(toolCalls.length === 0 && text.trim() === ''),
    'tool-call': Number(toolCalls.length > 0),
    'invalid-tool-arguments': Number(toolCalls.some((call) => !isJsonObject(call.arguments))),
  };
  for (const { name, isMet } of askableExpectations(expectations))
    properties[`${expectationPrefix}${name}`] = Number(!isMet(answer));
  return properties;
}

function isMarkedRefusal(sample: Sample): boolean {
  return sample.refusal === true || sample.finishReason === 'refusal';
}

function isJsonObject(text: string): boolean {
  const value = parseStructured(text);
  return value !== undefined && !Array.isArray(value);
}
