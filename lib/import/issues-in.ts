import type * as z from 'zod';
import type { Imported } from './imported.ts';

/** What a schema finds wrong with a record, in words and without quoting it. */
export function issuesIn({ issues }: z.ZodError): Imported[] {
  return issues.map((issue) => ({ path: dotted(issue.path), wrong: explained(issue) }));
}

function explained(issue: z.core.$ZodIssue): string {
  if (/^expected\b/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${withArticle(issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_union':
      return 'expected another form';
    case 'too_small':
      return `expected ${issue.origin === 'string' ? 'a string that is not empty' : `at least ${issue.minimum}`}`;
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

const names: { readonly [type: string]: string } = { record: 'an object', array: 'a list', int: 'a whole number' };

function withArticle(type: string): string {
  return names[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** `input.messages[0].role` */
export function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('');
}
