import * as z from 'zod';
import { type ContentHash, hashJson } from '../content-hash.ts';
import { Timestamp } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';

/** A document that was retrieved and put into the prompt. */
export const RetrievedDocument = z
  .strictObject({
    id: z.string().min(1).describe('as the index knows it'),
    title: z.string().optional(),
    source: z.string().optional().describe('where it came from, e.g. a URL or the name of an index with its version'),
    text: z.string().optional().describe('exactly what was put into the prompt'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits, the SHA-256 of the text')
      .optional()
      .describe('SHA-256 of the text, where the text stands in the prompt only'),
  })
  .refine(({ text, hash }) => text !== undefined || hash !== undefined, {
    path: ['text'],
    message: 'expected the text of the document, or its hash',
  });
export type RetrievedDocument = z.infer<typeof RetrievedDocument>;

/** What the prompt was rendered from. */
export const PromptTemplate = z
  .strictObject({
    name: z.string().min(1).optional(),
    version: z.string().min(1).optional(),
    text: z.string().min(1).optional().describe('the template itself, before anything was filled in'),
  })
  .refine(({ name, text }) => name !== undefined || text !== undefined, {
    path: ['name'],
    message: 'expected the name of the template, or its text',
  });

/**
 * Where the body of a golden came from: what an execution was made of beside the bytes that went over the wire. None of
 * it is sent; all of it is kept, so that it can be said what was different.
 */
export const GoldenContext = z.strictObject({
  documents: z.array(RetrievedDocument).optional(),
  template: PromptTemplate.optional(),
  variables: (z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>)
    .optional()
    .describe('what the template was rendered with'),
  tokenizer: z
    .string()
    .min(1)
    .optional()
    .describe('tokenizer and version, e.g. o200k_base or a hash of tokenizer.json'),
  capturedOn: z
    .strictObject({
      model: z.string().min(1).describe('the model that the answer named'),
      fingerprint: z.string().min(1).optional(),
      at: Timestamp.optional(),
    })
    .optional()
    .describe('what served the request when it was captured'),
});
export type GoldenContext = z.infer<typeof GoldenContext>;

/**
 * Hashes of the parts that are input: `documents`, and `template` together with its variables. Tokenizer and `capturedOn`
 * are not: they tell about the server of that day, and noting them later must not begin a new baseline.
 */
export function hashContext({ documents, template, variables }: GoldenContext): {
  readonly [part: string]: ContentHash;
} {
  const rendered = { template: template ?? null, variables: variables ?? null };
  return {
    ...(documents === undefined ? {} : { documents: hashJson(documents as unknown as Json) }),
    ...(template === undefined && variables === undefined ? {} : { template: hashJson(rendered as unknown as Json) }),
  };
}
