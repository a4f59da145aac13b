import type * as z from 'zod';
import type { Problem } from '../domain/errors.ts';
import { formatPath, inputOf, kindOf, oneOf, wantedBy } from '../domain/explain-issue.ts';
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
  const name = issue.path.length === 0 ? '' : `${formatPath(issue.path)}: `;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, source.value);
    return issue.keys.map((key) => ({
      where: source.place([...issue.path, key], 'key'),
      what: `${name}unknown key "${key}"${didYouMean(key, known) || `, expected one of ${known.join(', ')}`}`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const forms = knownForms(schema, issue.path.slice(0, -1), issue.discriminator);
    const tag = inputOf(issue);
    return [
      {
        where: source.place(issue.path),
        what: `${name}expected ${oneOf(forms)}, got ${quoteInput(tag)}${guessAt(tag, forms)}`,
      },
    ];
  }
  const mayQuote = quote && !String(issue.path.at(-1)).endsWith('Env'); // somebody may have put the key itself there
  return [{ where: source.place(issue.path), what: `${name}${wantedAndGot(issue, mayQuote)}` }];
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

function wantedAndGot(issue: Issue, quote: boolean): string {
  const got = quote ? quoteInput(issue.input) : kindOf(issue.input);
  const guess = issue.code === 'invalid_value' && quote ? guessAt(issue.input, issue.values.map(String)) : '';
  return `expected ${wantedBy(issue)}${issue.code === 'custom' ? '' : `, got ${got}${guess}`}`;
}

function guessAt(input: unknown, values: readonly string[]): string {
  return typeof input === 'string' ? didYouMean(input, values) : '';
}

function quoteInput(input: unknown): string {
  const scalar = typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean';
  if (!scalar) return kindOf(input);
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
