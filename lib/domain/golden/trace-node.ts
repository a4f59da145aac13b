import * as z from 'zod';
import { Slug } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { ToolCall } from '../run/sample.ts';
import { Expectation } from './expectation.ts';
import { GoldenFile } from './golden-file.ts';
import { patternProblem } from './is-pattern.ts';

const JsonValue = z.json() as unknown as z.ZodType<Json>;
const Fields = z.record(z.string(), JsonValue) as unknown as z.ZodType<JsonObject>;

const Failure = z.looseObject({ name: z.string().default('Error'), message: z.string().default('') });

const outcome = {
  return: JsonValue.optional().describe('what the call returns'),
  error: Failure.optional().describe('what the call fails with'),
  delayMs: z.int().min(0).max(600_000).optional().describe('how long the call takes'),
};
const MockOutcome = z
  .strictObject(outcome)
  .refine(({ return: value, error }) => (value === undefined) !== (error === undefined), {
    message: 'expected either return or error',
  });

/** One rule of a mock: the first rule whose conditions hold answers the call. */
export const MockRule = z
  .strictObject({
    when: Fields.optional().describe('arguments that the call has to have; it may have more'),
    matches: z
      .record(z.string(), z.string())
      .optional()
      .describe('regular expressions that arguments, as text, have to match, by name'),
    ...outcome,
    sequence: z.array(MockOutcome).min(1).optional().describe('outcomes of one call after another; the last one stays'),
  })
  .superRefine((rule, context) => {
    const given = (['return', 'error', 'sequence'] as const).filter((key) => rule[key] !== undefined);
    if (given.length !== 1)
      context.addIssue({ code: 'custom', message: `expected one of return, error and sequence, got ${given.length}` });
    for (const [argument, pattern] of Object.entries(rule.matches ?? {})) {
      const message = patternProblem(pattern);
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['matches', argument], message });
    }
  });
export type MockRule = z.infer<typeof MockRule>;

/** Where the results of a tool come from when a tree is replayed. */
export const Dependency = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('snapshot') }).describe('the recorded output, for exactly the recorded arguments'),
  z.strictObject({ kind: z.literal('mock'), rules: z.array(MockRule).min(1) }).describe('what the rules say'),
  z.strictObject({ kind: z.literal('live') }).describe('the real thing, called by a program that uses this package'),
]);
export type Dependency = z.infer<typeof Dependency>;

const common = {
  id: Slug.describe('names the node; TREE/NODE names it in alerts and history'),
  parentId: Slug.optional().describe('node that it was called from; it stands before'),
  metadata: Fields.optional().describe('what else was recorded: model, tokens, latency'),
};

const { api, messages, tools, parameters, body, context, missing } = GoldenFile.shape;

export const LlmNode = z.strictObject({
  ...common,
  kind: z.literal('llm'),
  input: z
    .strictObject({ api, messages, tools, parameters, body, context, missing })
    .describe('the request, written as in a golden'),
  output: z
    .looseObject({ text: z.string().optional(), toolCalls: z.array(ToolCall).optional() })
    .optional()
    .describe('what was answered when it was recorded'),
  expectations: z.array(Expectation).default([]),
});
export type LlmNode = z.infer<typeof LlmNode>;

const called = {
  ...common,
  name: z.string().min(1).describe('what the model, or the program, calls it'),
  callId: z.string().optional().describe('id that the model gave the call'),
  input: JsonValue.default({}).describe('arguments'),
  output: JsonValue.optional(),
  error: Failure.optional().describe('what it failed with when it was recorded'),
  dependency: Dependency.default({ kind: 'snapshot' }),
};
export const ToolNode = z.strictObject({ ...called, kind: z.literal('tool') });
export const RetrievalNode = z.strictObject({ ...called, kind: z.literal('retrieval') });
export type CalledNode = z.infer<typeof ToolNode> | z.infer<typeof RetrievalNode>;

export const TraceNode = z.discriminatedUnion('kind', [LlmNode, ToolNode, RetrievalNode]);
export type TraceNode = z.infer<typeof TraceNode>;

/** What a chained replay needs to know; part of the golden that stands for the whole tree. */
export interface TraceTree {
  readonly nodes: readonly TraceNode[];
  readonly maxTurns: number;
}
