import { Ajv2020 } from 'ajv/dist/2020.js';
import { ConfigError, type Problem } from '../domain/errors.ts';
import { type Expectation, expectationName } from '../domain/golden/expectation.ts';
import type { Json } from '../domain/json.ts';
import type { ToolCall } from '../domain/run/sample.ts';
import { parseJson } from './json-text.ts';
import { isRefusal } from './refusal.ts';

/** The parts of an answer that an expectation can speak about. */
export interface Answer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Set where the provider itself marked the answer as a refusal. */
  readonly refused?: boolean;
}

/** An expectation ready to be asked. Names are unique within a golden. */
export interface CompiledExpectation {
  readonly name: string;
  readonly isMet: (answer: Answer, json: () => unknown) => boolean;
}

const compiled = new WeakMap<readonly Expectation[], readonly CompiledExpectation[]>();

/**
 * Makes the expectations of one golden ready to be asked: JSON Schemas and regular expressions are compiled once for
 * each array, by identity, however often this is called with it.
 *
 * @throws {ConfigError} naming every schema and pattern that is not one.
 */
export function compileExpectations(expectations: readonly Expectation[]): readonly CompiledExpectation[] {
  const known = compiled.get(expectations);
  if (known !== undefined) return known;
  const problems: Problem[] = [];
  const names = uniqueNames(expectations);
  const ready = expectations.map((expectation, i): CompiledExpectation => {
    const name = names[i] as string;
    try {
      return { name, isMet: predicate(expectation) };
    } catch (error) {
      problems.push({ where: `expectations[${i}] (${name})`, what: (error as Error).message });
      return { name, isMet: () => false };
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  compiled.set(expectations, ready);
  return ready;
}

/** Names of the expectations that an answer fails, in their order; empty for an answer that meets them all. */
export function failedExpectations(answer: Answer, expectations: readonly Expectation[]): readonly string[] {
  const json = once(() => parseJson(answer.text));
  return compileExpectations(expectations)
    .filter(({ isMet }) => !isMet(answer, json))
    .map(({ name }) => name);
}

function predicate(expectation: Expectation): CompiledExpectation['isMet'] {
  switch (expectation.kind) {
    case 'json':
      return (_, json) => json() !== undefined;
    case 'json-schema': {
      const validate = schemas.compile(expectation.schema);
      return (_, json) => json() !== undefined && validate(json());
    }
    case 'matches': {
      // g and y make a RegExp remember where it stopped: the same answer would match every other time.
      const pattern = new RegExp(expectation.pattern, (expectation.flags ?? '').replace(/[gy]/g, ''));
      return ({ text }) => pattern.test(text);
    }
    case 'contains': {
      if (expectation.caseSensitive) return ({ text }) => text.includes(expectation.text);
      const wanted = expectation.text.toLowerCase();
      return ({ text }) => text.toLowerCase().includes(wanted);
    }
    case 'equals': {
      const wanted = expectation.text.trim();
      return ({ text }) => text.trim() === wanted;
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

/**
 * Strict about keywords, so that a misspelled one is an error and not a check that never fails; `format` is an
 * annotation, as draft 2020-12 says. Schemas are not registered: two goldens may use one `$id`.
 */
const schemas = new Ajv2020({
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  validateFormats: false,
  addUsedSchema: false,
  logger: false,
});

/** Whether `value` has everything that `wanted` has; objects may have more keys, everything else must be equal. */
function holds(value: unknown, wanted: Json): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(value) && value.length === wanted.length && wanted.every((item, i) => holds(value[i], item as Json))
    );
  if (wanted !== null && typeof wanted === 'object') {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    return Object.entries(wanted).every(
      ([key, item]) => Object.hasOwn(value, key) && holds((value as Record<string, unknown>)[key], item as Json),
    );
  }
  return value === wanted;
}

/** Two expectations may have one name ("is JSON" twice); the second is numbered, so that neither hides the other. */
function uniqueNames(expectations: readonly Expectation[]): readonly string[] {
  const used = new Map<string, number>();
  return expectations.map((expectation) => {
    const name = expectationName(expectation);
    const times = (used.get(name) ?? 0) + 1;
    used.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** Code points, so that an emoji is one character. */
function countCharacters(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length - 1; i++) if ((text.codePointAt(i) as number) > 0xffff) pairs++;
  return text.length - pairs;
}

/** Computes at the first call and remembers. */
export function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
