import type * as z from 'zod';
import type { Problem } from '../domain/errors.ts';
import { didYouMean } from './did-you-mean.ts';
import { knownForms, knownKeys } from './schema-keys.ts';
import type { SourceDocument } from './source-document.ts';

export interface Explaining {
  readonly schema: z.ZodType;
  readonly source: SourceDocument;
  /** Whether what came may be quoted: goldens hold prompts, which never stand in messages. */
  readonly quote: boolean;
}

type Issue = z.core.$ZodIssue;

/** What is wrong, in our words and at its place in the file. One issue can be several problems. */
function explainIssue(issue: Issue, { schema, source, quote }: Explaining): Problem[] {
  const name = issue.path.length === 0 ? '' : `${dottedPath(issue.path)}: `;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, source.value);
    return issue.keys.map((key) => ({
      where: source.place([...issue.path, key], 'key'),
      what: `${name}unknown key "${key}"${didYouMean(key, known) || `, expected one of ${known.join(', ')}`}`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const forms = knownForms(schema, issue.path.slice(0, -1), issue.discriminator);
    const tag = (issue.input as { [key: string]: unknown } | undefined)?.[issue.discriminator];
    return [{ where: source.place(issue.path), what: `${name}${expectedOneOf(forms, tag)}` }];
  }
  const mayQuote = quote && !String(issue.path.at(-1)).endsWith('Env'); // somebody may have put the key itself there
  return [{ where: source.place(issue.path), what: `${name}${expectationOf(issue, mayQuote)}` }];
}

/** Every problem of a file, in the order of the file. */
export function explainIssues(issues: readonly Issue[], explaining: Explaining): Problem[] {
  const position = ({ where }: Problem) => where.split(':').slice(-2).map(Number) as [number, number];
  return issues
    .flatMap((issue) => explainIssue(issue, explaining))
    .map((problem) => ({ problem, position: position(problem) }))
    .sort((a, b) => a.position[0] - b.position[0] || a.position[1] - b.position[1])
    .map(({ problem }) => problem);
}

function expectationOf(issue: Issue, quote: boolean): string {
  const got =
    issue.input === undefined ? ', got nothing' : `, got ${quote ? quoteInput(issue.input) : kindOf(issue.input)}`;
  if (/^expected\b/.test(issue.message)) return issue.message + (issue.code === 'custom' ? '' : got);
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${withArticle(issue.expected)}${got}`;
    case 'invalid_value':
      return expectedOneOf(issue.values.map(String), quote ? issue.input : undefined, got);
    case 'too_small':
      return `expected ${boundWords(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum)}${got}`;
    case 'too_big':
      return `expected ${boundWords(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum)}${got}`;
    case 'invalid_format':
      return `expected ${withArticle(issue.format)}${got}`;
    default:
      return `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}${got}`;
  }
}

function expectedOneOf(values: readonly string[], input: unknown, got = `, got ${quoteInput(input)}`): string {
  const one = values.length === 1 ? `expected ${values[0]}` : `expected one of ${values.join(', ')}`;
  return one + got + (typeof input === 'string' ? didYouMean(input, values) : '');
}

function boundWords(origin: string, words: string, limit: number | bigint): string {
  if (origin === 'string') return `${words} ${limit} characters`;
  if (origin === 'array') return `${words} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `${words} ${limit}`;
}

function withArticle(type: string): string {
  const names: { [type: string]: string } = {
    record: 'an object',
    array: 'a list',
    datetime: 'a time such as 2026-11-22T09:00:00Z',
    int: 'a whole number',
    url: 'a URL that begins with http:// or https://',
  };
  return names[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function quoteInput(input: unknown): string {
  if (input === undefined) return 'nothing';
  const scalar = typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean';
  if (!scalar) return kindOf(input);
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  return withArticle(Array.isArray(input) ? 'list' : typeof input);
}

/** `endpoints[0].model` */
function dottedPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
    .join('');
}
