/** What of a sample is made of log-probabilities, and what there is to say about how they came. */
export interface ReadLogprobs {
  readonly logprobs?: number[];
  readonly firstTokenTop?: [string, number][];
  readonly notes?: string[];
}

interface Token {
  /** Natural log of the probability; undefined where it cannot be read. */
  readonly logprob: number | undefined;
  /** The likeliest tokens in its place, those that can be read. */
  readonly top: readonly [string, number][];
}

/**
 * Reads log-probabilities in any form that servers give them: a list of `{ token, logprob, top_logprobs }`, the same under
 * `content` (or `refusal`), with `top_logprobs` as an object, and the older `tokens` beside `token_logprobs`. Engines
 * round a sure token to a hair above 0, which is read as 0.
 *
 * One token without a number leaves out `logprobs`, since a mean over the others is another statistic; what can be read
 * of the first token stays. Every form but the usual one is noted, so that nobody takes it for a change of the model.
 *
 * @returns nothing where none came.
 */
export function readLogprobs(raw: unknown): ReadLogprobs {
  const { tokens, notes } = tokensIn(raw);
  if (tokens.length === 0) return notes.length === 0 ? {} : { notes };
  const readable = tokens.flatMap(({ logprob }) => logprob ?? []);
  const missing = tokens.length - readable.length;
  const top = tokens[0]?.top ?? [];
  const all =
    missing === 0
      ? notes
      : [...notes, `log-probabilities left out: ${missing} of ${tokens.length} have no finite number`];
  return {
    ...(missing === 0 ? { logprobs: readable } : {}),
    ...(top.length === 0 ? {} : { firstTokenTop: [...top] }),
    ...(all.length === 0 ? {} : { notes: all }),
  };
}

function tokensIn(raw: unknown): { tokens: Token[]; notes: string[] } {
  const none = { tokens: [], notes: [] };
  if (raw === null || raw === undefined) return none;
  const { content, refusal, token_logprobs, top_logprobs } = record(raw);
  const list = [raw, content, refusal].find((value) => Array.isArray(value) && value.length > 0) as
    | unknown[]
    | undefined;
  if (list !== undefined) return readList(list);
  if (Array.isArray(token_logprobs) && token_logprobs.length > 0) {
    const tops = Array.isArray(top_logprobs) ? top_logprobs : [];
    const tokens = token_logprobs.map((logprob, at) => ({ logprob: natural(logprob), top: topOf(tops[at]) }));
    return { tokens, notes: ['log-probabilities came in the older form (tokens, token_logprobs) and were read'] };
  }
  const isEmpty =
    Array.isArray(raw) || Object.values(record(raw)).every((value) => value == null || lengthOf(value) === 0);
  if (isEmpty && typeof raw === 'object') return none;
  return { tokens: [], notes: ['log-probabilities left out: they came in a form that is not known'] };
}

function readList(list: readonly unknown[]): { tokens: Token[]; notes: string[] } {
  const tokens = list.map((entry) => {
    const { logprob, top_logprobs } = record(entry);
    return { logprob: natural(logprob), top: topOf(top_logprobs) };
  });
  const asObject = list.some((entry) => isObject(record(entry).top_logprobs));
  return { tokens, notes: asObject ? ['log-probabilities came with top_logprobs as an object and were read'] : [] };
}

/** Alternatives as a list of tokens with their numbers, or as an object from one to the other. */
function topOf(top: unknown): [string, number][] {
  const pairs: [unknown, unknown][] = Array.isArray(top)
    ? top.map((entry) => [record(entry).token, record(entry).logprob])
    : Object.entries(record(top));
  return pairs.flatMap(([token, logprob]): [string, number][] => {
    const number = natural(logprob);
    return typeof token === 'string' && number !== undefined ? [[token, number]] : [];
  });
}

function natural(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(0, value) : undefined;
}

function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
