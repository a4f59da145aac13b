import * as z from 'zod';
import { type ContentHash, hashJson } from '../content-hash.ts';
import { Api, bodyOf, hashParts, takesConversation } from '../endpoint/api.ts';
import { Slug } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { Expectation } from './expectation.ts';
import { GoldenContext, hashContext } from './golden-context.ts';
import type { TraceTree } from './trace-tree.ts';

export { Api } from '../endpoint/api.ts';

const Body = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

/** How much of the input is known to be what really went over the wire. */
export const Provenance = z.enum(['captured', 'reconstructed', 'handwritten']);

/**
 * What a person writes in `goldens/*.yaml`. Either the exact `body` that goes over the wire (less `model`, which the
 * endpoint pins), or `messages` (prior turns and tool results among them), `tools` and `parameters`, from which that body
 * is put together. `context` holds what the body itself was made of.
 */
export const GoldenFile = z
  .strictObject({
    id: Slug.describe('names the golden in alerts and history; unique in the project'),
    title: z.string().max(200).optional(),
    api: Api.default('openai.chat'),
    provenance: Provenance.default('handwritten'),
    missing: z
      .array(z.string().min(1).max(300))
      .min(1)
      .optional()
      .describe('what of the input is not known, where it was reconstructed or redacted'),
    messages: z
      .array(z.looseObject({ role: z.string() }))
      .min(1)
      .optional(),
    tools: z.array(z.looseObject({})).optional(),
    parameters: Body.optional().describe('sampling parameters, spelled as the API spells them'),
    body: Body.optional().describe('the exact request body, instead of messages, tools and parameters'),
    context: GoldenContext.optional().describe('what the request was made of; kept and compared, never sent'),
    expectations: z.array(Expectation).default([]),
  })
  .superRefine((golden, context) => {
    const parts = (['messages', 'tools', 'parameters'] as const).filter((key) => golden[key] !== undefined);
    if (golden.body !== undefined && parts.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['body'],
        message: `expected either body or ${parts.join(', ')}, not both`,
      });
    if (golden.body === undefined && !takesConversation(golden.api))
      context.addIssue({
        code: 'custom',
        path: ['body'],
        message: `expected a whole body, as ${golden.api} needs one`,
      });
    else if (golden.body === undefined && golden.messages === undefined)
      context.addIssue({ code: 'custom', path: ['messages'], message: 'expected messages, or a whole body' });
  });
export type GoldenFile = z.infer<typeof GoldenFile>;

/** A stored request that is replayed again and again; immutable, known by its `version`. */
export interface GoldenRequest {
  readonly id: string;
  readonly title?: string;
  readonly api: Api;
  readonly provenance: z.infer<typeof Provenance>;
  /** What of the input is not known; not input itself. */
  readonly missing?: readonly string[];
  /**
   * The request body as it goes over the wire, less `model`. A `model` that a captured body holds only keeps its place
   * among the other keys: the endpoint's stands there when it is sent.
   */
  readonly body: JsonObject;
  /** What the body was made of: retrieved documents, template, tokenizer, and what served it when it was captured. */
  readonly context?: GoldenContext;
  readonly expectations: readonly Expectation[];
  /** Set where this stands for a whole trace tree, replayed as a chain that begins with `body`. */
  readonly trace?: TraceTree;
  /**
   * Hash of each part of the input, so that a difference can be named: `messages`, `parameters`, and where the API has
   * them apart, `system` and `tools`; `documents` and `template` where the golden has a context with them.
   */
  readonly parts: { readonly [part: string]: ContentHash };
  /** Hash of the whole input. Expectations and titles are not input: editing them keeps the baseline. */
  readonly version: ContentHash;
}

/** Puts the body together and hashes its parts. */
export function goldenRequest(file: GoldenFile): GoldenRequest {
  const body =
    file.body ??
    bodyOf(file.api, {
      messages: file.messages as unknown as Json,
      tools: file.tools as unknown as Json | undefined,
      parameters: file.parameters,
    });
  const parts = { ...hashParts(file.api, body), ...(file.context === undefined ? {} : hashContext(file.context)) };
  return {
    id: file.id,
    ...(file.title === undefined ? {} : { title: file.title }),
    api: file.api,
    provenance: file.provenance,
    ...(file.missing === undefined ? {} : { missing: file.missing }),
    body,
    ...(file.context === undefined ? {} : { context: file.context }),
    expectations: file.expectations,
    parts,
    version: hashJson({ api: file.api, ...parts }),
  };
}
