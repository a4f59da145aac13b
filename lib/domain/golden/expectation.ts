import * as z from 'zod';
import type { Json } from '../json.ts';

const JsonValue = z.json() as z.ZodType<Json>;

const named = { name: z.string().min(1).max(80).optional() };

/**
 * Something that every good answer to a golden request satisfies, reasoning in front of it aside. Each yields a failure
 * rate over draws. `name` is what alerts and reports call it; left out, it is derived from the kind.
 */
export const Expectation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('json'), ...named }).describe('the whole answer is one valid JSON value'),
  z
    .strictObject({ kind: z.literal('json-schema'), ...named, schema: z.record(z.string(), JsonValue) })
    .describe(
      'the whole answer is JSON that satisfies this JSON Schema (draft 2020-12, or what its $schema says from draft-04 on)',
    ),
  z
    .strictObject({ kind: z.literal('matches'), ...named, pattern: z.string(), flags: z.string().optional() })
    .describe('the answer matches this JavaScript regular expression, without lookahead and backreferences'),
  z
    .strictObject({
      kind: z.literal('contains'),
      ...named,
      text: z.string().min(1),
      caseSensitive: z.boolean().default(true),
    })
    .describe('the answer contains this text'),
  z
    .strictObject({ kind: z.literal('equals'), ...named, text: z.string() })
    .describe('the answer, trimmed, is exactly this text'),
  z
    .strictObject({
      kind: z.literal('tool-called'),
      ...named,
      tool: z.string().min(1),
      arguments: z.record(z.string(), JsonValue).optional(),
    })
    .describe('the answer calls this tool, with at least these arguments'),
  z
    .strictObject({ kind: z.literal('refusal'), ...named, expected: z.boolean() })
    .describe(
      'the answer is (true) or is not (false) a refusal, in English, German, French, Spanish, Portuguese, Chinese, Japanese or Russian',
    ),
  z
    .strictObject({
      kind: z.literal('length'),
      ...named,
      minCharacters: z.int().min(0).optional(),
      maxCharacters: z.int().min(1).optional(),
    })
    .describe('the answer has at least and at most so many characters'),
]);
export type Expectation = z.infer<typeof Expectation>;

/** What alerts and reports call an expectation. */
export function expectationName(expectation: Expectation): string {
  if (expectation.name !== undefined) return expectation.name;
  switch (expectation.kind) {
    case 'json':
      return 'is JSON';
    case 'json-schema':
      return 'satisfies its JSON Schema';
    case 'matches':
      return `matches /${expectation.pattern}/${expectation.flags ?? ''}`;
    case 'contains':
      return `contains ${quote(expectation.text)}`;
    case 'equals':
      return `equals ${quote(expectation.text)}`;
    case 'tool-called':
      return `calls ${expectation.tool}`;
    case 'refusal':
      return expectation.expected ? 'refuses' : 'does not refuse';
    case 'length':
      return 'has the expected length';
  }
}

/** JSON keys are looked for with their quotes. */
function quote(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}
