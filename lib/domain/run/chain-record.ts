import * as z from 'zod';

/** One request of a chained replay and its answer. */
export const ChainStep = z.strictObject({
  node: z.string().optional().describe('left out for turns beyond those that were recorded'),
  text: z.string(),
  toolCalls: z.array(z.strictObject({ name: z.string(), arguments: z.string() })),
  finishReason: z.string().optional(),
  refusal: z.boolean().optional(),
});
export type ChainStep = z.infer<typeof ChainStep>;

/** What happened in a chained replay, as its sample keeps it in `extra.chain`. */
export const ChainRecord = z.strictObject({
  steps: z.array(ChainStep),
  notReached: z.array(z.string()).optional().describe('nodes that this replay had no use for'),
  left: z.strictObject({ tool: z.string().optional(), why: z.string() }).optional().describe('why it ended early'),
});
export type ChainRecord = z.infer<typeof ChainRecord>;
