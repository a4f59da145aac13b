import type { CalledNode, MockRule, TraceNode } from '../../domain/golden/trace-node.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import { asText } from './conversation.ts';
import { matchesInTime } from './match-in-time.ts';

/** What a call of a tool comes to. */
export type CallOutcome =
  | { readonly kind: 'returned'; readonly output: Json; readonly delayMs: number }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly delayMs: number }
  | { readonly kind: 'live' }
  /** Nothing was recorded for it: the replay has left the recording. */
  | { readonly kind: 'unknown'; readonly why: 'no such tool' | 'other arguments' };

/**
 * Answers the calls of one chained replay from what a tree says about its tools. Asked by tool and arguments: rules of
 * mocks first, in their order, then recorded outputs of exactly these arguments, then the real thing where a node allows
 * it. Sequences and repeated recordings are handed out in turn, and the last of them stays.
 */
export class ToolDesk {
  readonly #nodes: readonly CalledNode[];
  readonly #used = new Map<unknown, number>();

  constructor(nodes: readonly TraceNode[]) {
    this.#nodes = nodes.filter((node): node is CalledNode => node.kind !== 'llm');
  }

  answer(tool: string, args: Json): CallOutcome {
    const named = this.#nodes.filter(({ name }) => name === tool);
    for (const { dependency } of named)
      if (dependency.kind === 'mock')
        for (const rule of dependency.rules) if (applies(rule, args)) return this.#byRule(rule);
    const recorded = named.filter(
      ({ dependency, input }) => dependency.kind === 'snapshot' && canonicalJson(input) === canonicalJson(args),
    );
    if (recorded.length > 0) return outcomeOf(this.#next(`${tool} ${canonicalJson(args)}`, recorded), 0);
    if (named.some(({ dependency }) => dependency.kind === 'live')) return { kind: 'live' };
    return { kind: 'unknown', why: named.length === 0 ? 'no such tool' : 'other arguments' };
  }

  #byRule(rule: MockRule): CallOutcome {
    const { return: output, error, delayMs } = rule.sequence === undefined ? rule : this.#next(rule, rule.sequence);
    return outcomeOf({ output, error }, delayMs ?? rule.delayMs ?? 0);
  }

  #next<T>(whose: unknown, items: readonly T[]): T {
    const used = this.#used.get(whose) ?? 0;
    this.#used.set(whose, used + 1);
    return items[Math.min(used, items.length - 1)] as T;
  }
}

function outcomeOf({ output, error }: Pick<CalledNode, 'output' | 'error'>, delayMs: number): CallOutcome {
  if (error !== undefined) return { kind: 'failed', name: error.name, message: error.message, delayMs };
  return { kind: 'returned', output: output ?? null, delayMs };
}

function applies({ when = {}, matches = {} }: MockRule, args: Json): boolean {
  const given: JsonObject = isJsonObject(args) ? args : {};
  return (
    holds(given, when) &&
    Object.entries(matches).every(([name, pattern]) => {
      const value = given[name];
      return value !== undefined && matchesInTime(asText(value), pattern);
    })
  );
}

/** Whether `value` has everything that `wanted` has; objects may have more keys, everything else must be equal. */
function holds(value: Json | undefined, wanted: Json): boolean {
  if (isJsonObject(wanted))
    return isJsonObject(value) && Object.entries(wanted).every(([key, item]) => holds(value[key], item));
  return value !== undefined && canonicalJson(value) === canonicalJson(wanted);
}
