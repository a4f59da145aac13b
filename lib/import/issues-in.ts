import type * as z from 'zod';
import type { Json, JsonObject } from '../domain/json.ts';
import { type Imported, kindOf } from './imported.ts';

/** What a schema finds wrong with a record, in words and without quoting it; what came is told where issues have it. */
export function issuesIn({ issues }: z.ZodError): Imported[] {
  return issues.map((issue) => ({ path: formatPath(issue.path), wrong: explain(issue) }));
}

function explain(issue: z.core.$ZodIssue): string {
  if (/^expected\b/.test(issue.message)) return issue.message;
  const got = `, got ${kindOf(issue.input as Json | undefined)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${withArticle(issue.expected)}${got}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}${got}`;
    case 'invalid_format':
      return `expected ${withArticle(issue.format)}${got}`;
    case 'invalid_union': {
      const tag = issue.discriminator === undefined ? undefined : (issue.input as JsonObject)?.[issue.discriminator];
      const { options } = issue as { readonly options?: readonly unknown[] }; // what the types leave out
      return options === undefined
        ? `expected another form${got}`
        : `expected ${oneOf(options)}, got ${tag === undefined ? 'nothing' : 'another'}`;
    }
    case 'too_small':
      return `expected ${issue.origin === 'string' ? 'a string that is not empty' : `at least ${issue.minimum}`}`;
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function oneOf(values: readonly unknown[]): string {
  return `${values.length === 1 ? '' : 'one of '}${values.map((value) => JSON.stringify(value)).join(', ')}`;
}

const names: { readonly [type: string]: string } = {
  record: 'an object',
  array: 'a list',
  int: 'a whole number',
  datetime: 'a time such as 2026-11-22T09:00:00Z',
};

function withArticle(type: string): string {
  return names[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** `input.messages[0].role` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('');
}
