import type * as z from 'zod';
import { StoreError, UnreadableError } from '../domain/errors.ts';
import { formatPath } from '../domain/explain-issue.ts';

/**
 * JSON text of a record, checked first: a value that could not be read back must not be written.
 *
 * @param what names the record in an error, e.g. `judgement of run 20261122T090000Z-support`.
 * @throws {StoreError} naming the fields that are wrong, never their content.
 */
export function encode<T>(schema: z.ZodType<T>, value: T, what: string): string {
  const found = problemsOf(schema, value);
  if ('data' in found) return JSON.stringify(found.data);
  throw new StoreError(`${what} cannot be stored: ${found.problems}`);
}

/**
 * The record in a JSON text that was stored.
 *
 * @throws {UnreadableError} if it is not JSON or not such a record.
 */
export function decode<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const found = problemsOf(schema, parseJson(text, what));
  if ('data' in found) return found.data;
  throw new UnreadableError(`${what} cannot be read: ${found.problems}`);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is customer data: it must not travel, not even as a cause.
    throw new UnreadableError(`${what} cannot be read: expected JSON, got ${text.length} characters that are not`);
  }
}

/** The value as the schema has it, or the fields that are wrong. */
function problemsOf<T>(schema: z.ZodType<T>, value: unknown): { readonly data: T } | { readonly problems: string } {
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data };
  const problems = result.error.issues.map(({ path, message }) => `${formatPath(path) || 'the whole'}: ${message}`);
  return { problems: problems.join('; ') };
}
