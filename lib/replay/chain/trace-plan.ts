import type { CalledNode, LlmNode, TraceNode, TraceTree } from '../../domain/golden/trace-node.ts';
import { goldenOfNode } from '../../domain/golden/trace-tree.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { conversationOf, turnsOf } from './conversation.ts';

/** An llm node whose conversation goes on from the one before it, or begins. */
export interface PlannedTurn {
  readonly node: LlmNode;
  readonly body: JsonObject;
  /** Turns that were added before it was sent, beside the answer and tool results of the turn before. */
  readonly added: readonly Json[];
}

/** Something that a chained replay does: a conversation with a model, or a call that the program makes by itself. */
export type TraceStep =
  | { readonly kind: 'conversation'; readonly turns: readonly PlannedTurn[] }
  | { readonly kind: 'call'; readonly node: CalledNode };

/**
 * What a chained replay of a tree does, in the recorded order. Llm nodes belong to one conversation where the recorded
 * turns of one begin with the turns of the one before, followed by its answer; a tool or retrieval is a step of its
 * own only if no model of the tree was offered a tool of its name, as otherwise the model decides whether it is called.
 */
export function planTrace({ nodes }: TraceTree): TraceStep[] {
  const steps: TraceStep[] = [];
  const ends: { step: { kind: 'conversation'; turns: PlannedTurn[] }; last: LlmNode; turns: readonly Json[] }[] = [];
  const offered = offeredTools(nodes);
  for (const node of nodes) {
    if (node.kind !== 'llm') {
      if (!offered.has(node.name)) steps.push({ kind: 'call', node });
      continue;
    }
    const body = bodyOfNode(node);
    const turns = turnsOf(node.input.api, body);
    const end = ends.filter((one) => continues(node, turns, one.last, one.turns)).sort(byLength)[0];
    if (end === undefined) {
      const step = { kind: 'conversation' as const, turns: [{ node, body, added: [] }] };
      steps.push(step);
      ends.push({ step, last: node, turns });
      continue;
    }
    end.step.turns.push({ node, body, added: addedTurns(node, turns.slice(end.turns.length)) });
    end.last = node;
    end.turns = turns;
  }
  return steps;
}

/** The request body of a node, as its golden has it. */
function bodyOfNode(node: LlmNode): JsonObject {
  return goldenOfNode({ id: 'trace', provenance: 'captured' }, node).body;
}

function continues(node: LlmNode, turns: readonly Json[], before: LlmNode, earlier: readonly Json[]): boolean {
  const { api } = node.input;
  if (api !== before.input.api || turns.length <= earlier.length) return false;
  const next = turns[earlier.length] as Json;
  return conversationOf(api)?.isAnswer(next) === true && earlier.every((turn, i) => same(turn, turns[i] as Json));
}

/** What stands after the answer and the results of its tool calls. */
function addedTurns({ input: { api } }: LlmNode, turns: readonly Json[]): Json[] {
  const conversation = conversationOf(api);
  const first = turns.findIndex((turn) => !conversation?.isAnswer(turn) && !conversation?.isResults(turn));
  return first === -1 ? [] : turns.slice(first);
}

/** Names of the tools that any model of the tree may call, however its API nests them. */
function offeredTools(nodes: readonly TraceNode[]): Set<string> {
  const names = nodes.flatMap((node) => {
    if (node.kind !== 'llm') return [];
    const { tools, toolConfig } = bodyOfNode(node);
    return namesIn([tools ?? null, toolConfig ?? null]);
  });
  return new Set(names);
}

function namesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isJsonObject(value)) return [];
  const own = typeof value.name === 'string' ? [value.name] : [];
  return [...own, ...Object.values(value).flatMap(namesIn)];
}

function byLength(a: { readonly turns: readonly Json[] }, b: { readonly turns: readonly Json[] }): number {
  return b.turns.length - a.turns.length;
}

function same(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
