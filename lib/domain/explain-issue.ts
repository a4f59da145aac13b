import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * A place in a value, as a person would write it.
 *
 * @example
 * formatPath(['endpoints', 0, 'model']); // 'endpoints[0].model'
 */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

/**
 * What a schema expected where it found something else, in words that go on after *expected*; never a value that came.
 *
 * @example
 * wantedBy(issue); // 'a whole number', 'one of json, contains', 'at least 2 entries'
 */
export function wantedBy(issue: Issue): string {
  if (/^expected\b/.test(issue.message)) return issue.message.replace(/^expected /, '');
  switch (issue.code) {
    case 'invalid_type':
      return withArticle(issue.expected);
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_small':
      return limit(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return limit(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    case 'invalid_format':
      return withArticle(issue.format);
    case 'invalid_union': {
      const { options } = issue as { readonly options?: readonly unknown[] }; // what the types leave out
      return options === undefined ? 'another form' : oneOf(options.map(String));
    }
    default:
      return `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`;
  }
}

/** `json`, or `one of json, contains` */
export function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
}

/** What came where a schema wanted something else; of a union, the tag that should tell its forms apart. */
export function inputOf(issue: Issue): unknown {
  if (issue.code !== 'invalid_union' || issue.discriminator === undefined) return issue.input;
  return (issue.input as { readonly [key: string]: unknown } | undefined)?.[issue.discriminator];
}

/** What came, without saying what it is: texts may be customer data or keys. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  return typeof value === 'number' ? 'a number' : withArticle(Array.isArray(value) ? 'array' : typeof value);
}

const names: { readonly [type: string]: string } = {
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  datetime: 'a time such as 2026-11-22T09:00:00Z',
  int: 'a whole number',
  number: 'a finite number',
  url: 'a URL that begins with http:// or https://',
};

function withArticle(type: string): string {
  return names[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function limit(origin: string, words: string, bound: number | bigint): string {
  if (origin === 'string') return bound === 1 ? 'a string that is not empty' : `${words} ${bound} characters`;
  if (origin === 'array') return `${words} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `${words} ${bound}`;
}
