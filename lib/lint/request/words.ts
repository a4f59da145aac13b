import * as z from 'zod';

// Building blocks of the schemas of requests. Every message says what was expected; what came is added where it is told.
// `null` is what many clients write for "not set", and most servers take it for that.

/** A number from `min` to `max`, both included. */
export function numberFrom(min: number, max: number) {
  const what =
    max === Number.POSITIVE_INFINITY
      ? `expected a number of at least ${min}`
      : `expected a number from ${min} to ${max}`;
  return z.number(what).min(min, what).max(max, what).nullish();
}

/** A whole number of at least `min`. */
export function wholeFrom(min: number, max = Number.MAX_SAFE_INTEGER) {
  const what =
    max === Number.MAX_SAFE_INTEGER
      ? `expected a whole number of at least ${min}`
      : `expected a whole number from ${min} to ${max}`;
  return z.int(what).min(min, what).max(max, what).nullish();
}

export const yesOrNo = z.boolean('expected true or false').nullish();

/** A seed, or the word for a new one in every draw. */
export const seed = z.union([z.int(), z.literal('per-draw')], 'expected a whole number or per-draw').nullish();

export const anyText = z.string('expected a string');

/** A text that is not empty. */
export const someText = z.string('expected a string').min(1, 'expected a string that is not empty');

/** A text that is not blank either. */
export const visibleText = z.string('expected a string').regex(/\S/, 'expected a text that is not blank');

export const anyObject = z.looseObject({}, 'expected an object');

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `expected ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`);
}

/** A list that is not empty. */
export function someOf<T extends z.ZodType>(item: T, what = 'expected a list') {
  return z.array(item, what).min(1, 'expected a list that is not empty');
}

export function listOf<T extends z.ZodType>(item: T, most = Number.POSITIVE_INFINITY) {
  return z.array(item, 'expected a list').max(most, `expected at most ${most}`);
}

/** The name of a tool, as an API spells names. */
export function toolName(pattern: RegExp) {
  return z.string('expected the name of a tool').regex(pattern, `expected a name that matches ${pattern.source}`);
}

/** JSON Schema of the arguments of a tool. */
export const argumentsSchema = z.looseObject(
  { type: z.literal('object', 'expected object, as arguments of a tool are one').optional() },
  'expected a JSON Schema',
);

/** Data of an image or a file: inline, or where it can be fetched. */
export const dataOrUrl = z
  .string('expected a URL')
  .regex(/^(https?:\/\/|data:[\w.+-]+\/[\w.+-]+[;,])/, 'expected an https or data URL');

export const base64 = z
  .string('expected base64')
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'expected base64 that is not empty');
