import type { Capabilities } from '../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { CalledNode, TraceTree } from '../domain/golden/trace-node.ts';
import { goldenOfNode, nodeGoldenId } from '../domain/golden/trace-tree.ts';
import type { GoldenFinding } from './finding.ts';
import { contextFindings } from './lint-context.ts';
import { parameterFindings } from './lint-parameters.ts';
import { promptFindings } from './lint-prompt.ts';

/**
 * What could be better about a golden that stands for a whole trace tree. Its nodes are looked at here only where they
 * are not goldens of their own (`replay: chained`), so that nothing is said twice.
 */
export function traceFindings(
  golden: GoldenRequest & { readonly trace: TraceTree },
  others: readonly GoldenRequest[],
  endpoints: readonly Endpoint[],
  today: Date,
  probed?: ReadonlyMap<string, Capabilities>,
): GoldenFinding[] {
  const { id, provenance, trace } = golden;
  const own = trace.nodes.flatMap((node, i): GoldenFinding[] => {
    if (node.kind !== 'llm' || others.some((other) => other.id === nodeGoldenId(id, node.id))) return [];
    const request = goldenOfNode({ id, provenance }, node);
    return [
      ...parameterFindings(request, endpoints, probed),
      ...promptFindings(request, today),
      ...contextFindings(request, endpoints),
    ].map((found) => ({ ...found, path: ['nodes', i, ...found.path] }));
  });
  return [...own, ...unrecordedTools(trace), ...liveTools(trace)];
}

/** Tools that were called when the tree was recorded, and of which it holds nothing: every replay ends there. */
function unrecordedTools({ nodes }: TraceTree): GoldenFinding[] {
  const known = new Set(nodes.flatMap((node) => (node.kind === 'llm' ? [] : [node.name])));
  return nodes.flatMap((node, i): GoldenFinding[] => {
    if (node.kind !== 'llm') return [];
    const called = new Set((node.output?.toolCalls ?? []).map(({ name }) => name));
    return [...called]
      .filter((name) => !known.has(name))
      .map((name) => ({
        severity: 'warning',
        rule: 'unrecorded-tool',
        path: ['nodes', i, 'id'],
        what: `node ${node.id} called ${name}, of which no result is recorded: chained replays will leave the recording there`,
        fix: `add a node of kind tool for ${name}, with its output or a mock`,
      }));
  });
}

function liveTools({ nodes }: TraceTree): GoldenFinding[] {
  return nodes.flatMap((node, i): GoldenFinding[] => {
    if (node.kind === 'llm' || (node as CalledNode).dependency.kind !== 'live') return [];
    return [
      {
        severity: 'note',
        rule: 'live-tool',
        path: ['nodes', i, 'dependency'],
        what: `${node.name} is live: its results change by themselves, and only a program that hands it over can call it`,
        fix: 'freeze it as a snapshot or a mock, or draw the tree from a program with `pinwatch/reroll`',
      },
    ];
  });
}
