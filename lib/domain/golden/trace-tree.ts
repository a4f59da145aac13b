import * as z from 'zod';
import { type ContentHash, hashJson } from '../content-hash.ts';
import { takesConversation } from '../endpoint/api.ts';
import { Slug } from '../ids.ts';
import type { Json } from '../json.ts';
import { Expectation } from './expectation.ts';
import { GoldenFile, Provenance } from './golden-file.ts';
import { type GoldenRequest, goldenRequest } from './golden-request.ts';
import { type LlmNode, TraceNode } from './trace-node.ts';

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
