import * as z from 'zod';
import { type ContentHash, hashJson } from './content-hash.ts';
import { Expectation } from './expectation.ts';
import { Slug } from './ids.ts';
import type { Json, JsonObject } from './json.ts';

const Body = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

/** The wire protocols that a golden's body can be written in. */
export const Api = z.enum([
  'openai.chat',
  'openai.responses',
  'anthropic.messages',
  'bedrock.converse',
  'bedrock.invoke',
  'gemini.generate',
  'ollama.chat',
  'tgi.generate',
]);
export type Api = z.infer<typeof Api>;

/** How much of the input is known to be what really went over the wire. */
export const Provenance = z.enum(['captured', 'reconstructed', 'handwritten']);

/**
 * What a person writes in `goldens/*.yaml`. Either the exact `body` that goes over the wire (less `model`, which the
 * endpoint pins), or `messages`, `tools` and `parameters`, from which that body is put together.
 */
export const GoldenFile = z
  .strictObject({
    id: Slug.describe('names the golden in alerts and history; unique in the project'),
    title: z.string().max(200).optional(),
    api: Api.default('openai.chat'),
    provenance: Provenance.default('handwritten'),
    messages: z
      .array(z.looseObject({ role: z.string() }))
      .min(1)
      .optional(),
    tools: z.array(z.looseObject({})).optional(),
    parameters: Body.optional().describe('sampling parameters, spelled as the API spells them'),
    body: Body.optional().describe('the exact request body, instead of messages, tools and parameters'),
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
    if (golden.body === undefined && golden.messages === undefined)
      context.addIssue({ code: 'custom', path: ['messages'], message: 'expected messages, or a whole body' });
  });
export type GoldenFile = z.infer<typeof GoldenFile>;

/** A stored request that is replayed again and again; immutable, known by its `version`. */
export interface GoldenRequest {
  readonly id: string;
  readonly title?: string;
  readonly api: Api;
  readonly provenance: z.infer<typeof Provenance>;
  /** The request body as it goes over the wire, less `model`. */
  readonly body: JsonObject;
  readonly expectations: readonly Expectation[];
  /** Hash of each part of the input, so that a difference can be named: `messages`, `tools`, `parameters`. */
  readonly parts: { readonly [part: string]: ContentHash };
  /** Hash of the whole input. Expectations and titles are not input: editing them keeps the baseline. */
  readonly version: ContentHash;
}

/** Puts the body together and hashes its parts. */
export function goldenRequest(file: GoldenFile): GoldenRequest {
  const body: JsonObject = file.body ?? {
    messages: file.messages as unknown as Json,
    ...(file.tools === undefined ? {} : { tools: file.tools as unknown as Json }),
    ...file.parameters,
  };
  const { messages = null, tools = null, model: _pinnedByEndpoint, ...parameters } = body;
  const parts = { messages: hashJson(messages), tools: hashJson(tools), parameters: hashJson(parameters) };
  return {
    id: file.id,
    ...(file.title === undefined ? {} : { title: file.title }),
    api: file.api,
    provenance: file.provenance,
    body,
    expectations: file.expectations,
    parts,
    version: hashJson({ api: file.api, ...parts }),
  };
}
