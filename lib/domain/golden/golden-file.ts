import * as z from 'zod';
import { Api, takesConversation } from '../endpoint/api.ts';
import { Slug } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { Expectation } from './expectation.ts';
import { GoldenContext } from './golden-context.ts';
import { Sharp } from './sharp.ts';

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
    sharp: Sharp.optional().describe('how `pinwatch sharpen` found it; never sent'),
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
