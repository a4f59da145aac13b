import type { Json } from '../../domain/json.ts';
import type { ChainRecord } from '../../domain/run/chain-record.ts';
import type { Drawn } from '../draw.ts';

type Answered = NonNullable<Drawn>;

/** How a chained replay ended. */
export type ChainEnd =
  | { readonly kind: 'answered' }
  | { readonly kind: 'left'; readonly tool?: string; readonly why: string }
  | { readonly kind: 'failed'; readonly error: string };

/** One request of a chain: which node it stands for, none where the agent took more turns than were recorded. */
export interface ChainTurn {
  readonly node?: string;
  readonly drawn: Answered;
}

/** What happened in a chained replay. */
export interface ChainAccount {
  readonly turns: readonly ChainTurn[];
  /** Nodes that were recorded and that this replay had no use for. */
  readonly notReached: readonly string[];
  readonly end: ChainEnd;
}

/** The finish reason of a chain that came to a call for which nothing was recorded. */
export const leftTheRecording = 'left-the-recording';

/**
 * A chain as one draw: the last answer, the tool calls of all turns, and sums of tokens, attempts and latency. What was
 * said on the way stands in `extra.chain`.
 *
 * @param now time of a chain that sent nothing at all.
 */
export function chainAsDraw(account: ChainAccount, now: Date): Answered {
  const { turns, end } = account;
  const all = turns.map(({ drawn }) => drawn);
  const at = all[0]?.at ?? now;
  const attempts = Math.max(
    1,
    all.reduce((sum, drawn) => sum + drawn.attempts, 0),
  );
  const failedAttempts = all.flatMap(({ completion }) => completion.failedAttempts ?? []);
  const retried = failedAttempts.length === 0 ? {} : { failedAttempts };
  const sums = { ...totals(all), ...retried, turns: Math.max(1, all.length) };
  if (end.kind === 'failed') return { at, attempts, completion: { error: end.error, ...sums } };
  const { text = '', finishReason, model, fingerprint, identity, sdk } = all.at(-1)?.completion ?? {};
  const reason = end.kind === 'left' ? leftTheRecording : finishReason;
  return {
    at,
    attempts,
    completion: {
      text,
      toolCalls: all.flatMap(({ completion }) => completion.toolCalls ?? []),
      ...(reason === undefined ? {} : { finishReason: reason }),
      ...(model === undefined ? {} : { model }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(identity === undefined ? {} : { identity }),
      ...(sdk === undefined ? {} : { sdk }),
      ...sums,
      extra: { chain: inWords(account) as Json },
    },
  };
}

/** What happened on the way, for whoever looks at the sample. */
function inWords({ turns, notReached, end }: ChainAccount): ChainRecord {
  const steps = turns.map(({ node, drawn: { completion } }) => ({
    ...(node === undefined ? {} : { node }),
    text: completion.text ?? '',
    toolCalls: (completion.toolCalls ?? []).map(({ name, arguments: args }) => ({ name, arguments: args })),
    ...(completion.finishReason === undefined ? {} : { finishReason: completion.finishReason }),
    ...(completion.refusal === undefined ? {} : { refusal: completion.refusal }),
  }));
  return {
    steps,
    ...(notReached.length === 0 ? {} : { notReached: [...notReached] }),
    ...(end.kind === 'left' ? { left: { ...(end.tool === undefined ? {} : { tool: end.tool }), why: end.why } } : {}),
  };
}

const summed = [
  ...(['inputTokens', 'outputTokens', 'cachedInputTokens', 'cacheWriteInputTokens'] as const),
  ...(['reasoningTokens', 'latencyMs'] as const),
];

function totals(drawn: readonly Answered[]): { readonly [key in (typeof summed)[number]]?: number } {
  const sums: { [key in (typeof summed)[number]]?: number } = {};
  for (const key of summed) {
    const given = drawn.flatMap(({ completion }) => completion[key] ?? []);
    if (given.length > 0) sums[key] = given.reduce((sum, value) => sum + value, 0);
  }
  return sums;
}
