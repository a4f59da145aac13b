import { isUtf8 } from 'node:buffer';
import type * as z from 'zod';
import { Timestamp } from '../../domain/ids.ts';
import { Sample } from '../../domain/run/sample.ts';

/** A sample, or everything that is wrong with the line that should hold one. */
export type ParsedLine = { readonly sample: Sample } | { readonly wrong: readonly string[] };

/**
 * Reads one line of recorded runs. Unknown keys are kept; `null` in a key that may be left out counts as left out; a
 * time without a zone is UTC and a date is its midnight.
 *
 * Nothing that is said about a broken line quotes its text: completions are customer data.
 *
 * Cost: about 3 µs beside `JSON.parse`.
 */
export function parseLine(line: Buffer): ParsedLine {
  if (!isUtf8(line)) return { wrong: ['not UTF-8 text'] };
  const text = line.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { wrong: [explainSyntax(text, error as Error)] };
  }
  const kind = kindOf(value);
  if (kind !== 'an object') return { wrong: [`expected a JSON object, got ${kind}`] };

  let parsed = Sample.safeParse(value);
  // Only now: files that need no repair pay nothing for it.
  if (!parsed.success) parsed = Sample.safeParse(repair(value as Record<string, unknown>));
  if (!parsed.success) return { wrong: parsed.error.issues.map((issue) => explainIssue(issue, value)) };
  const wrong = missing(parsed.data);
  return wrong.length > 0 ? { wrong } : { sample: parsed.data };
}

/** What the schema cannot say: a completed draw has a text and a finish reason, a failed one has an error instead. */
function missing(sample: Sample): string[] {
  if (sample.error !== undefined) return [];
  return [
    ...(sample.text === undefined
      ? ['text is missing, expected a string (empty if only tool calls came back), or error']
      : []),
    ...(sample.finishReason === undefined
      ? ['finishReason is missing, expected a string (empty if the provider gave none)']
      : []),
  ];
}

function repair(value: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(value).filter(
    ([key, item]) => item !== null || !(key in Sample.shape) || required.has(key),
  );
  return { ...Object.fromEntries(entries), at: inUtc(value.at) };
}

const required: ReadonlySet<string> = new Set(['run', 'at', 'golden', 'repetition']);

/** `2026-01-31`, `2026-01-31 09:00` and `2026-01-31T09:00:00+0100` as the timestamps that they stand for. */
function inUtc(at: unknown): unknown {
  if (typeof at !== 'string') return at;
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)? ?(Z|[+-]\d\d:?\d\d)?$/i.exec(at);
  if (parts === null) return at;
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = parts;
  const timestamp = `${date}T${minutes}${seconds}${zone.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`;
  return Timestamp.safeParse(timestamp).success ? timestamp : at;
}

function explainSyntax(text: string, error: Error): string {
  if (text.trim() === '') return 'an empty line, expected a JSON object';
  if (/[:[,]\s*-?(?:NaN|Infinity)\b/.test(text))
    return 'not JSON: holds NaN or Infinity, expected finite numbers (leave the key out where there is none)';
  // V8 quotes the text in some of its messages: only the position is taken.
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position !== undefined && Number(position) < text.trimEnd().length)
    return `not JSON: broken at character ${Number(position) + 1}, expected one JSON object a line`;
  return position === undefined && !/end of JSON/i.test(error.message)
    ? 'not JSON, expected one JSON object a line'
    : 'not JSON: ends in the middle, expected one whole JSON object a line';
}

/** `logprobs[3]: expected …, got 0.5`. */
function explainIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const path = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const name = path.replace(/^\./, '');
  const found = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const expected = expectation(issue);
  if (found === undefined) return `${name} is missing, expected ${expected}`;
  return `${name}: expected ${expected}, got ${name === 'at' && typeof found === 'string' ? JSON.stringify(found.slice(0, 40)) : kindOf(found)}`;
}

const expectedTypes: { readonly [type: string]: string } = {
  int: 'a whole number',
  number: 'a finite number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  tuple: 'an array of [token, logprob]',
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.path.at(-1) === 'at') return 'an ISO 8601 time such as 2026-11-22T09:00:00Z';
  if (issue.path.at(-1) === 'repetition') return 'a whole number from 0';
  if (issue.code === 'invalid_type') return expectedTypes[issue.expected] ?? issue.expected;
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return 'a string that is not empty';
    if (issue.origin === 'array') return expectedTypes.tuple as string;
    return `at least ${issue.minimum}`;
  }
  if (issue.code === 'too_big' && issue.origin === 'array') return expectedTypes.tuple as string;
  return issue.message.replace(/^expected /, '');
}

/** A value in words: numbers are said, texts are not. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  return String(value);
}
