import * as z from 'zod';
import type { Json, JsonObject } from '../../domain/json.ts';

// What adapters read answers with. Only what makes an answer an answer is insisted on; a surprise in a field beside it
// (a usage count that turned into a string) must not cost the sample.

/** A count of tokens, or nothing. */
export const Count = z.int().min(0).nullish().catch(undefined);
/** A text beside the answer, or nothing. */
export const Text = z.string().nullish().catch(undefined);

/** The optional keys of `T`, with null and undefined where the provider said nothing. */
type Unsaid<T> = { [K in keyof T]?: T[K] | null | undefined };

/** Leaves out what the provider did not say: keys that are null, undefined, an empty array or an empty object. */
export function omitUnsaid<T extends object>(fields: Unsaid<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isUnsaid(value))) as T;
}

function isUnsaid(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Paths of every number in a usage object, e.g. `input_tokens_details.cached_tokens`. */
export function usageFieldsOf(usage: unknown, prefix = '', depth = 0): string[] {
  if (usage === null || typeof usage !== 'object' || Array.isArray(usage) || depth === 4) return [];
  const paths = Object.entries(usage).flatMap(([key, value]) =>
    typeof value === 'number' ? [`${prefix}${key}`] : usageFieldsOf(value, `${prefix}${key}.`, depth + 1),
  );
  return paths.slice(0, mostUsageFields);
}

/** A server that names more is not counting tokens. */
const mostUsageFields = 64;

/**
 * Lays an object over another, field by field; what is null, an empty text or an empty list says nothing and replaces
 * nothing. Streams repeat their head with blanks in it: the model that was named once stays named.
 */
export function overlay(fields: Record<string, unknown>, more: object): void {
  for (const [key, value] of Object.entries(more)) if (!isUnsaid(value) && value !== '') fields[key] = value;
}

/** The same for usage, where a zero replaces no count either, and details are laid over details. */
export function overlayUsage(before: unknown, more: unknown, depth = 0): unknown {
  if (!isRecord(more) || depth === 4) return before;
  const fields: Record<string, unknown> = isRecord(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(more)) {
    if (isRecord(value)) fields[key] = overlayUsage(fields[key], value, depth + 1);
    else if (!isUnsaid(value) && !(value === 0 && typeof fields[key] === 'number')) fields[key] = value;
  }
  return fields;
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Fields of a response that no adapter reads, to be kept as they came; null and what is empty say nothing. */
export function unreadFields(response: object, read: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(response as JsonObject).filter(([key, value]) => !read.includes(key) && !isUnsaid(value)),
  );
}

/** Picks parameters that a response repeats. */
export function pick(response: object, keys: readonly string[]): JsonObject {
  const source = response as JsonObject;
  return Object.fromEntries(keys.flatMap((key) => (source[key] == null ? [] : [[key, source[key] as Json]])));
}
