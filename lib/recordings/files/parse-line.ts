import { isUtf8 } from 'node:buffer';
import type * as z from 'zod';
import { formatPath, kindOf, wantedBy } from '../../domain/explain-issue.ts';
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
  const name = formatPath(issue.path);
  const found = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const wanted = `expected ${wantedHere(issue)}`;
  return found === undefined ? `${name} is missing, ${wanted}` : `${name}: ${wanted}, got ${sayFound(name, found)}`;
}

function wantedHere(issue: z.core.$ZodIssue): string {
  const key = issue.path.at(-1);
  if (key === 'at') return 'an ISO 8601 time such as 2026-11-22T09:00:00Z';
  if (key === 'repetition') return 'a whole number from 0';
  const isPair = (issue.code === 'too_small' || issue.code === 'too_big') && issue.origin === 'array';
  return isPair ? 'a list of [token, logprob]' : wantedBy(issue);
}

/** Numbers and broken times are said, other texts are not. */
function sayFound(name: string, found: unknown): string {
  if (name === 'at' && typeof found === 'string') return JSON.stringify(found.slice(0, 40));
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : kindOf(found);
}
