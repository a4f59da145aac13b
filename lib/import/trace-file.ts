import { takesConversation } from '../domain/endpoint/api.ts';
import type { LlmNode } from '../domain/golden/trace-node.ts';
import { TraceFile } from '../domain/golden/trace-tree.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Exchange, LlmExchange, TracedCall } from '../domain/run/exchange.ts';
import { goldenOf } from './formats/captured.ts';
import { slug } from './golden-id.ts';
import type { Imported, ImportOptions } from './imported.ts';
import { issuesIn } from './issues-in.ts';

type Node = { readonly id: string; readonly kind: 'llm' | 'tool' | 'retrieval' };

/**
 * Makes a trace tree of what was recorded in one trace: calls in the order in which they began, tools and retrievals as
 * snapshots. A trace of one request and nothing else becomes a plain golden. Requests that failed or whose body was
 * not kept are no part of the tree. Where an answer is not known the tree is replayed frozen only.
 */
export function traceTree(parts: readonly Exchange[], options: ImportOptions): Imported[] {
  const results: Imported[] = [];
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  const nodes: (Node & JsonObject)[] = [];
  const missing: string[] = [];
  for (const part of inOrder(parts)) {
    const made = part.kind === 'llm' ? llmNode(part, options) : calledNode(part);
    if (!('node' in made)) {
      results.push(...made.results);
      continue;
    }
    const id = freeId(part.kind === 'llm' ? 'llm' : slug(part.name, 40) || part.kind, taken);
    ids.set(part.id, id);
    const parent = part.trace?.parentId === undefined ? undefined : ids.get(part.trace.parentId);
    nodes.push({ id, ...(parent === undefined ? {} : { parentId: parent }), kind: part.kind, ...made.node } as Node &
      JsonObject);
    missing.push(...((made.node.input as Partial<LlmNode['input']> | undefined)?.missing ?? []));
  }
  const requests = nodes.filter(({ kind }) => kind === 'llm');
  if (requests.length === 0) return [...results, { leftOut: 'traces without a request that succeeded' }];
  const [only] = parts;
  if (nodes.length === 1 && parts.length === 1 && only?.kind === 'llm') return goldenOf(only, options);

  const name = parts.find(({ trace }) => trace?.name !== undefined)?.trace?.name;
  const parsed = TraceFile.safeParse(
    {
      id: 'tree',
      ...(name === undefined ? {} : { title: name.slice(0, 200) }),
      provenance: missing.length === 0 ? 'captured' : 'reconstructed',
      replay: requests.every(canContinue) ? 'both' : 'frozen',
      nodes,
    },
    { reportInput: true },
  );
  if (!parsed.success) return [...results, ...issuesIn(parsed.error)];
  return [...results, { tree: parsed.data, ...(name === undefined ? {} : { label: name }) }];
}

/** By the time at which they began; what was called stands after what called it, also within a millisecond. */
function inOrder(parts: readonly Exchange[]): Exchange[] {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const depth = (part: Exchange | undefined): number =>
    part === undefined ? 0 : 1 + depth(byId.get(part.trace?.parentId ?? ''));
  return [...parts].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || depth(a) - depth(b));
}

type Made = { readonly node: JsonObject } | { readonly results: readonly Imported[] };

function llmNode(exchange: LlmExchange, options: ImportOptions): Made {
  const results = goldenOf(exchange, options);
  const draft = results.flatMap((result) => ('golden' in result ? [result.golden] : []))[0];
  if (draft === undefined) return { results };
  const { api, body, missing, context } = draft;
  const output = options.readAnswer?.(api, exchange);
  return {
    node: {
      input: { api, ...(missing.length === 0 ? {} : { missing }), ...(context === undefined ? {} : { context }), body },
      ...(output === undefined ? {} : { output }),
      metadata: { latencyMs: exchange.latencyMs },
    } as unknown as JsonObject,
  };
}

function calledNode({ name, callId, input, output, error, latencyMs }: TracedCall): Made {
  const given =
    error === undefined ? { output: output ?? null } : { error: { name: error.name, message: error.message } };
  return {
    node: {
      name,
      ...(callId === undefined ? {} : { callId }),
      ...(input === undefined ? {} : { input }),
      ...given,
      metadata: { latencyMs },
    },
  };
}

function canContinue(node: Node & JsonObject): boolean {
  return node.output !== undefined && takesConversation((node.input as unknown as LlmNode['input']).api);
}

/** `llm`, `llm-2`, `llm-3` */
function freeId(begun: string, taken: Set<string>): string {
  let id = begun;
  for (let i = 2; taken.has(id); i++) id = `${begun}-${i}`;
  taken.add(id);
  return id;
}
