import * as z from 'zod';
import { Api } from '../endpoint/api.ts';
import { Timestamp } from '../ids.ts';
import type { Json } from '../json.ts';

/** What the first key of every line says; changes only when a reader could misread a line. */
export const exchangeSchema = 'exchange/1';

const JsonValue = z.json() as unknown as z.ZodType<Json>;
const Headers = z.record(z.string(), z.string());

const redacted = z
  .array(z.string())
  .optional()
  .describe('the configured paths at which something was replaced before it was stored');

/** Bytes as text where they are UTF-8, as nearly everything is, else as base64. */
const Bytes = {
  body: z.string().optional().describe('the exact bytes; absent if there were none, or they could not be kept'),
  encoding: z.literal('base64').optional().describe('set where the bytes are no UTF-8 text'),
  redacted,
};

/** Where in a trace something happened. */
export const TracePlace = z.looseObject({
  id: z.string().min(1).describe('id of the trace; everything of one trace has the same'),
  name: z.string().optional(),
  parentId: z.string().optional().describe('id of the tool call or retrieval around it; none directly in the trace'),
});
export type TracePlace = z.infer<typeof TracePlace>;

const common = {
  schema: z.literal(exchangeSchema),
  id: z.string().min(1),
  at: Timestamp.describe('when it began'),
  latencyMs: z.number().min(0).describe('until the last byte was read, or it failed'),
  trace: TracePlace.optional(),
};

/** One request to a model, byte for byte, and what came back. */
export const LlmExchange = z.looseObject({
  ...common,
  kind: z.literal('llm'),
  api: Api.optional().describe('known from the URL if left out'),
  request: z.looseObject({
    method: z.string(),
    url: z.string().describe('without credentials; values of query parameters that may be secret are replaced'),
    headers: Headers.describe('only those that are known to hold no secret'),
    ...Bytes,
  }),
  response: z
    .looseObject({
      status: z.int(),
      headers: Headers,
      ...Bytes,
      complete: z.boolean().describe('whether all of it came'),
      firstByteMs: z.number().min(0).optional().describe('from the start until the headers were there'),
    })
    .optional(),
  error: z
    .enum(['aborted', 'cancelled', 'network', 'abandoned'])
    .optional()
    .describe('why not all of it came: the caller aborted, stopped reading or forgot it, or the connection failed'),
});
export type LlmExchange = z.infer<typeof LlmExchange>;

/** A call of a tool, or the retrieval of context, inside a trace. */
export const TracedCall = z.looseObject({
  ...common,
  kind: z.enum(['tool', 'retrieval']),
  name: z.string().min(1),
  callId: z.string().optional().describe('id that the model gave the tool call'),
  input: JsonValue.optional(),
  output: JsonValue.optional(),
  error: z.looseObject({ name: z.string(), message: z.string() }).optional(),
  redacted,
});
export type TracedCall = z.infer<typeof TracedCall>;

/** A line of a recording that `recordingFetch` and `withTrace` make (docs/formats.md). */
export const Exchange = z.discriminatedUnion('kind', [LlmExchange, TracedCall]);
export type Exchange = z.infer<typeof Exchange>;
