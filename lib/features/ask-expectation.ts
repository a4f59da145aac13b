import type { Expectation } from '../domain/golden/expectation.ts';
import type { Json } from '../domain/json.ts';
import type { ReadAnswer } from './answer.ts';
import { Effort, EffortSpentError } from './effort.ts';
import { jsonDepth } from './json-depth.ts';
import { compileSchema } from './json-schema.ts';
import { parseJson } from './json-text.ts';
import { compilePattern } from './linear-pattern.ts';
import { namesReasoning } from './reasoning-marks.ts';
import { isRefusal } from './refusal/is-refusal.ts';

/** Whether an answer meets an expectation. */
export type Question = (answer: ReadAnswer) => boolean;

/** Levels of a JSON answer beyond which no schema is asked: how deep a stack goes differs between machines. */
const deepestJson = 500;

/**
 * Makes an expectation ready to be asked. Answers are hostile: one that takes more effort than an expectation may take, or
 * is nested more than 500 levels deep where a schema is asked, does not meet it.
 *
 * @throws {Error} if its schema or its pattern is none.
 */
export function makeQuestion(expectation: Expectation): Question {
  const effort = new Effort();
  const ask = questionOf(expectation, effort);
  return (answer) => {
    effort.renew();
    try {
      return ask(answer);
    } catch (error) {
      if (error instanceof EffortSpentError || error instanceof RangeError) return false;
      throw error;
    }
  };
}

function questionOf(expectation: Expectation, effort: Effort): Question {
  switch (expectation.kind) {
    case 'json':
      return ({ json }) => json() !== undefined;
    case 'json-schema': {
      const validate = compileSchema(expectation.schema, effort);
      return ({ text, json }) => json() !== undefined && jsonDepth(text) <= deepestJson && validate(json());
    }
    case 'matches': {
      const { test, size } = compilePattern(expectation.pattern, expectation.flags);
      return ofText(expectation.pattern, (text) => {
        effort.spend(size * text.length);
        return test(text);
      });
    }
    case 'contains': {
      if (expectation.caseSensitive) return ofText(expectation.text, (text) => text.includes(expectation.text));
      const wanted = expectation.text.toLowerCase();
      return ofText(wanted, (text) => text.toLowerCase().includes(wanted));
    }
    case 'equals': {
      const wanted = expectation.text.trim();
      return ofText(wanted, (text) => text.trim() === wanted);
    }
    case 'tool-called':
      return ({ toolCalls }) =>
        toolCalls.some(
          (call) =>
            call.name === expectation.tool &&
            (expectation.arguments === undefined || holds(parseJson(call.arguments), expectation.arguments)),
        );
    case 'refusal':
      return ({ text, refused = false }) => (refused || isRefusal(text)) === expectation.expected;
    case 'length': {
      const { minCharacters = 0, maxCharacters = Number.POSITIVE_INFINITY } = expectation;
      return ({ text }) => {
        const characters = countCharacters(text);
        return characters >= minCharacters && characters <= maxCharacters;
      };
    }
  }
}

/** Asks about the answer, or about all of the text where the expectation itself speaks of marks of reasoning. */
function ofText(wanted: string, ask: (text: string) => boolean): Question {
  return namesReasoning(wanted) ? ({ whole }) => ask(whole) : ({ text }) => ask(text);
}

/** Whether `value` has everything that `wanted` has; objects may have more keys, everything else must be equal. */
function holds(value: unknown, wanted: Json): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) && value.length === wanted.length && wanted.every((item: Json, i) => holds(value[i], item))
    );
  if (wanted !== null && typeof wanted === 'object') {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    return Object.entries(wanted).every(
      ([key, item]) => Object.hasOwn(value, key) && holds((value as Record<string, unknown>)[key], item),
    );
  }
  return value === wanted;
}

/** Code points, so that an emoji is one character. */
function countCharacters(text: string): number {
  let seconds = 0;
  for (let i = 1; i < text.length; i++) if (isSurrogate(text, i, 0xdc00) && isSurrogate(text, i - 1, 0xd800)) seconds++;
  return text.length - seconds;
}

/** Whether the code unit is one of the 1,024 high or low surrogates, which begin at `first`. */
function isSurrogate(text: string, at: number, first: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === first;
}
