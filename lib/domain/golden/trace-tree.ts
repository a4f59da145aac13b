import * as z from 'zod';
import { type ContentHash, hashJson } from '../content-hash.ts';
import { takesConversation } from '../endpoint/api.ts';
import { Slug } from '../ids.ts';

<<<<<<< /tmp/wt/t-features/lib/domain/golden/trace-tree.ts

import type { Json } from '../json.ts';
import { Expectation } from './expectation.ts';
import { GoldenFile, Provenance } from './golden-file.ts';
import { type GoldenRequest, goldenRequest } from './golden-request.ts';
import { type LlmNode, TraceNode } from './trace-node.ts';

=======

import type { Json, JsonObject } from '../json.ts';
import { ToolCall } from '../run/sample.ts';
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
>>>>>>> /tmp/tmpov2hus6i

/**
 * What a person, or a capture, writes for an agent: its calls in the order in which they were made. Each llm node is
 * replayed with its recorded input (`frozen`, as the golden TREE/NODE), the whole tree with outputs feeding what comes
 * next (`chained`, as the golden TREE), or both.
 */
export const TraceFile = z
  .strictObject({
    id: Slug.describe('names the tree in alerts and history; unique in the project'),
    title: z.string().max(200).optional(),
    provenance: Provenance.default('handwritten'),
    replay: z.enum(['frozen', 'chained', 'both']).default('both'),
    maxTurns: z.int().min(1).max(100).default(20).describe('requests of one chained replay, at most'),
    nodes: z.array(TraceNode).min(1),
    expectations: z
      .array(Expectation)
      .default([])
      .describe('what every good last answer satisfies; tool calls are those of the whole replay'),
  })
  .superRefine((file, context) => {
    for (const { path, message } of treeProblems(file)) context.addIssue({ code: 'custom', path, message });
  });
export type TraceFile = z.infer<typeof TraceFile>;

/** The goldens that a tree is replayed as: first the whole, chained, then each llm node, frozen. */
export function goldensOfTrace(file: TraceFile): GoldenRequest[] {
  const frozen = file.nodes.filter((node) => node.kind === 'llm').map((node) => goldenOfNode(file, node));
  return [...(file.replay === 'frozen' ? [] : [chainedGolden(file)]), ...(file.replay === 'chained' ? [] : frozen)];
}

/** What a node of a tree is called as a golden. */
export function nodeGoldenId(tree: string, node: string): string {
  return `${tree}/${node}`;
}

/** An llm node as a golden of its own: its recorded input, whatever the nodes before it would say today. */
export function goldenOfNode(tree: Pick<TraceFile, 'id' | 'provenance'>, node: LlmNode): GoldenRequest {
  const { id, provenance } = tree;
  return goldenRequest({ ...node.input, id: nodeGoldenId(id, node.id), provenance, expectations: node.expectations });
}

function chainedGolden(file: TraceFile): GoldenRequest {
  const { id, title, provenance, nodes, maxTurns, expectations } = file;
  const parts: { [part: string]: ContentHash } = {};
  for (const node of nodes) parts[`node ${node.id}`] = hashNode(file, node);
  const first = nodes.find((node) => node.kind === 'llm') as LlmNode;
  const { api, body } = goldenOfNode(file, first);
  const titled = title === undefined ? {} : { title };
  const version = hashJson({ maxTurns, ...parts });
  return { id, ...titled, api, provenance, body, expectations, parts, version, trace: { nodes, maxTurns } };
}

/** Everything about a node that decides what happens in a chained replay: recorded outputs are fed in, so they count. */
function hashNode(file: TraceFile, node: TraceNode): ContentHash {
  if (node.kind === 'llm')
    return hashJson({ version: goldenOfNode(file, node).version, output: (node.output ?? null) as unknown as Json });
  const { metadata: _notes, parentId: _place, ...decisive } = node;
  return hashJson(decisive as unknown as Json);
}

interface TreeProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

function treeProblems({ nodes, replay }: z.infer<typeof TraceFile>): TreeProblem[] {
  const problems: TreeProblem[] = [];
  const before = new Set<string>();
  nodes.forEach((node, i) => {
    const at = (path: (string | number)[], message: string) => problems.push({ path: ['nodes', i, ...path], message });
    if (before.has(node.id)) at(['id'], `expected another id than those before, "${node.id}" is taken`);
    if (node.parentId !== undefined && !before.has(node.parentId))
      at(['parentId'], `expected the id of a node that stands before, got "${node.parentId}"`);
    before.add(node.id);
    if (node.kind === 'llm') {
      for (const { path, message } of inputProblems(node)) at(['input', ...path], message);
      if (replay !== 'frozen' && !takesConversation(node.input.api))
        at(['input', 'api'], `expected replay: frozen, as a request of ${node.input.api} cannot be continued`);
    } else if (node.dependency.kind === 'snapshot' && node.output === undefined && node.error === undefined)
      at(['output'], 'expected the output that was recorded, as the dependency is a snapshot');
  });
  if (!nodes.some(({ kind }) => kind === 'llm'))
    problems.push({ path: ['nodes'], message: 'expected at least one node of kind llm' });
  return problems;
}

function inputProblems({ id, input }: LlmNode): { readonly path: (string | number)[]; readonly message: string }[] {
  const { error } = GoldenFile.safeParse({ id, ...input });
  return (error?.issues ?? []).map(({ path, message }) => ({ path: path as (string | number)[], message }));
}
