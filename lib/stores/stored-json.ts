import type * as z from 'zod';
import { StoreError } from '../domain/errors.ts';
import { formatPath } from '../domain/explain-issue.ts';

/**
 * JSON text of a record, checked first: a value that could not be read back must not be written.
 *
 * @param what names the record in an error, e.g. `judgement of run 20261122T090000Z-support`.
 * @throws {StoreError} naming the fields that are wrong, never their content.
 */
export function encode<T>(schema: z.ZodType<T>, value: T, what: string): string {
  return JSON.stringify(check(schema, value, `${what} cannot be stored`));
}

/**
 * The record in a JSON text that was stored.
 *
 * @throws {StoreError} if it is not JSON or not such a record.
 */
export function decode<T>(schema: z.ZodType<T>, text: string, what: string): T {
  return check(schema, parseJson(text, what), `${what} cannot be read`);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is customer data: it must not travel, not even as a cause.
    throw new StoreError(`${what} cannot be read: expected JSON, got ${text.length} characters that are not`);
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown, failure: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${formatPath(path) || 'the whole'}: ${message}`);
  throw new StoreError(`${failure}: ${problems.join('; ')}`);
}
