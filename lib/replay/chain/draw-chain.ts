import { hashBytes } from '../../domain/content-hash.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import type { TraceTree } from '../../domain/golden/trace-node.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { ProviderRequest } from '../../ports/provider.ts';
import { type DrawDeps, type Drawn, draw } from '../draw.ts';
import { type ChainAccount, type ChainEnd, type ChainTurn, chainAsDraw } from './chain-account.ts';
import { argumentsOf, type Conversation, conversationOf, type ToolResult, turnsOf } from './conversation.ts';
import { FeedForward } from './feed-forward.ts';
import { type CallOutcome, ToolDesk } from './tool-desk.ts';
import { type PlannedTurn, planTrace } from './trace-plan.ts';

/** Calls the real tools of an agent, where a tree says that they are `live`. Rejects as the tool does. */
export interface LiveTools {
  call(tool: string, args: Json, signal: AbortSignal): Promise<Json>;
}

export interface ChainDeps extends DrawDeps {
  readonly liveTools?: LiveTools;
}

type Signals = { readonly stop: AbortSignal; readonly cancel: AbortSignal };

/**
 * One chained replay of a trace tree: what a model answers feeds what comes next, and its tools are answered from
 * snapshots and mocks. It comes to one draw: the last answer, with the tool calls of the whole chain.
 *
 * A call that nothing was recorded for ends the chain: an observation (`finishReason` says so), no failure. A request
 * whose every attempt failed makes the whole draw a failed call. Tokens, attempts and latencies are sums.
 */
export async function drawChain(
  request: ProviderRequest & { readonly golden: { readonly trace: TraceTree } },
  maxAttempts: number,
  deps: ChainDeps,
  signals: Signals,
): Promise<Drawn> {
  const chain = new Chain(request, maxAttempts, deps, signals);
  const end = await chain.run();
  return end === undefined ? undefined : chainAsDraw({ ...chain.account, end }, deps.clock.now());
}

class Chain {
  readonly #request: ProviderRequest;
  readonly #trace: TraceTree;
  readonly #maxAttempts: number;
  readonly #deps: ChainDeps;
  readonly #signals: Signals;
  readonly #desk: ToolDesk;
  readonly #forward = new FeedForward();
  readonly #turns: ChainTurn[] = [];
  readonly #notReached: string[] = [];

  constructor(
    request: ProviderRequest & { readonly golden: { readonly trace: TraceTree } },
    maxAttempts: number,
    deps: ChainDeps,
    signals: Signals,
  ) {
    this.#request = request;
    this.#trace = request.golden.trace;
    this.#maxAttempts = maxAttempts;
    this.#deps = deps;
    this.#signals = signals;
    this.#desk = new ToolDesk(this.#trace.nodes);
  }

  /** What has happened so far. */
  get account(): Omit<ChainAccount, 'end'> {
    return { turns: this.#turns, notReached: this.#notReached };
  }

  /** Undefined when it was stopped before it came to an end. */
  async run(): Promise<ChainEnd | undefined> {
    for (const step of planTrace(this.#trace)) {
      const end =
        step.kind === 'conversation'
          ? await this.#converse(step.turns)
          : await this.#callByProgram(step.node.name, step.node.input, step.node.output);
      if (end === undefined || end.kind !== 'answered') return end;
    }
    return { kind: 'answered' };
  }

  async #converse(planned: readonly PlannedTurn[]): Promise<ChainEnd | undefined> {
    const [first] = planned as readonly [PlannedTurn];
    const { api } = first.node.input;
    const conversation = conversationOf(api) as Conversation;
    let turns: readonly Json[] = this.#forward.applied(turnsOf(api, first.body) as Json) as readonly Json[];
    for (let i = 0; ; i++) {
      if (this.#turns.length >= this.#trace.maxTurns)
        return { kind: 'left', why: `more than ${this.#trace.maxTurns} turns` };
      const now = planned[i];
      const like = now ?? (planned.at(-1) as PlannedTurn);
      const body = { ...this.#forward.applied(like.body as Json as JsonObject), [conversation.key]: turns };
      const drawn = await this.#send({ ...this.#request.golden, api, body });
      if (drawn === undefined) return undefined;
      this.#turns.push({ ...(now === undefined ? {} : { node: now.node.id }), drawn });
      const { completion } = drawn;
      if (completion.error !== undefined) return { kind: 'failed', error: completion.error };
      const said = completion.text ?? '';
      if (now !== undefined && said !== '') this.#forward.add(now.node.output?.text, said);

      const next = planned[i + 1];
      const calls = (completion.toolCalls ?? []).map((call, n) => {
        return { ...call, id: typeof call.id === 'string' ? call.id : `call_${i}_${n}` };
      });
      if (calls.length === 0 && (next === undefined || next.added.length === 0)) {
        this.#notReached.push(...planned.slice(i + 1).map(({ node }) => node.id));
        this.#forward.add(planned.at(-1)?.node.output?.text, said); // the last answer, whichever turn it took
        return { kind: 'answered' };
      }
      const results: ToolResult[] = [];
      for (const call of calls) {
        const result = await this.#call(call.name, argumentsOf(call), call.id);
        if ('kind' in result) return result;
        results.push(result);
      }
      turns = [
        ...turns,
        ...conversation.answer({ text: said, toolCalls: calls }),
        ...(results.length === 0 ? [] : conversation.results(results)),
        ...(this.#forward.applied((next?.added ?? []) as Json) as readonly Json[]),
      ];
    }
  }

  /** A call that the program makes whatever the model says; its input may hold what was said before. */
  async #callByProgram(tool: string, input: Json, recorded: Json | undefined): Promise<ChainEnd> {
    const result = await this.#call(tool, this.#forward.applied(input), '');
    if ('kind' in result) return result;
    this.#forward.add(recorded, result.output);
    return { kind: 'answered' };
  }

  async #call(tool: string, args: Json, id: string): Promise<ToolResult | ChainEnd> {
    const outcome = await this.#settle(this.#desk.answer(tool, args), tool, args);
    switch (outcome.kind) {
      case 'returned':
        return { id, tool, output: outcome.output, failed: false };
      case 'failed':
        return { id, tool, output: { error: outcome.name, message: outcome.message }, failed: true };
      case 'live':
        return { kind: 'left', tool, why: 'a live tool, and nobody to call it' };
      case 'unknown':
        return { kind: 'left', tool, why: outcome.why };
    }
  }

  /** Waits as long as a mock takes, and makes the calls of live tools. */
  async #settle(outcome: CallOutcome, tool: string, args: Json): Promise<CallOutcome> {
    const { clock, liveTools } = this.#deps;
    if (outcome.kind === 'live' && liveTools !== undefined) {
      try {
        const output = await liveTools.call(tool, args, this.#signals.cancel);
        return { kind: 'returned', output, delayMs: 0 };
      } catch (error) {
        const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
        return { kind: 'failed', name, message, delayMs: 0 };
      }
    }
    if ('delayMs' in outcome && outcome.delayMs > 0) await clock.sleep(outcome.delayMs, this.#signals.stop);
    return outcome;
  }

  #send(golden: GoldenRequest): Promise<Drawn> {
    const { trace: _whole, ...step } = golden;
    const seed = hashBytes(`${this.#request.drawSeed} ${this.#turns.length}`).slice(0, 8);
    const request = { ...this.#request, golden: step, drawSeed: Number.parseInt(seed, 16) };
    return draw(request, this.#maxAttempts, this.#deps, this.#signals);
  }
}

/** A draw of any golden: one request, or the whole chain where it stands for a trace tree. */
export function drawGolden(
  request: ProviderRequest,
  maxAttempts: number,
  deps: ChainDeps,
  signals: Signals,
): Promise<Drawn> {
  const { trace } = request.golden;
  if (trace === undefined) return draw(request, maxAttempts, deps, signals);
  return drawChain({ ...request, golden: { ...request.golden, trace } }, maxAttempts, deps, signals);
}
