import * as z from 'zod';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { HttpAnswer } from './exchange.ts';

// What adapters read answers with. Only what makes an answer an answer is insisted on; a surprise in a field beside it
// (a usage count that turned into a string) must not cost the sample.

/** A count of tokens, or nothing. */
export const Count = z.int().min(0).nullish().catch(undefined);
/** A text beside the answer, or nothing. */
export const Text = z.string().nullish().catch(undefined);
/** Log-probabilities as OpenAI spells them, which most others do too, or nothing. */
export const TokenLogprobs = z
  .array(
    z.looseObject({
      token: z.string(),
      logprob: z.number(),
      top_logprobs: z.array(z.looseObject({ token: z.string(), logprob: z.number() })).nullish(),
    }),
  )
  .nullish()
  .catch(undefined);

/** The optional keys of `T`, with null and undefined where the provider said nothing. */
type Unsaid<T> = { [K in keyof T]?: T[K] | null | undefined };

/** Leaves out what the provider did not say: keys that are null, undefined, an empty array or an empty object. */
export function said<T extends object>(fields: Unsaid<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isUnsaid(value))) as T;
}

function isUnsaid(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** `logprobs` and `firstTokenTop` of a sample. Engines round a sure token to a hair above 0. */
export function logprobsOf(tokens: z.infer<typeof TokenLogprobs>): {
  logprobs?: number[];
  firstTokenTop?: [string, number][];
} {
  if (tokens == null || tokens.length === 0) return {};
  const top = tokens[0]?.top_logprobs ?? [];
  return said({
    logprobs: tokens.map(({ logprob }) => Math.min(0, logprob)),
    firstTokenTop: top.map(({ token, logprob }) => [token, Math.min(0, logprob)] as [string, number]),
  });
}

/** Paths of every number in a usage object, e.g. `input_tokens_details.cached_tokens`. */
export function usageFieldsOf(usage: unknown, prefix = ''): string[] {
  if (usage === null || typeof usage !== 'object' || Array.isArray(usage)) return [];
  return Object.entries(usage).flatMap(([key, value]) =>
    typeof value === 'number' ? [`${prefix}${key}`] : usageFieldsOf(value, `${prefix}${key}.`),
  );
}

/** Fields of a response that no adapter reads, to be kept as they came; null and what is empty say nothing. */
export function unread(response: object, read: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(response as JsonObject).filter(([key, value]) => !read.includes(key) && !isUnsaid(value)),
  );
}

/** Picks parameters that a response repeats. */
export function picked(response: object, keys: readonly string[]): JsonObject {
  const source = response as JsonObject;
  return Object.fromEntries(keys.flatMap((key) => (source[key] == null ? [] : [[key, source[key] as Json]])));
}

export function isEventStream({ headers }: HttpAnswer): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}
