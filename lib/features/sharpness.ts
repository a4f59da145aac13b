import type { Completion } from '../domain/run/completion.ts';

/** The first token of one draw, as it came. */
export interface FirstToken {
  readonly text: string;
  /** Alternatives with their natural log-probabilities, where the API offers them. */
  readonly top?: readonly (readonly [string, number])[];
}

/** What an answer began with. */
export function firstTokenOf({ text = '', firstTokenTop }: Pick<Completion, 'text' | 'firstTokenTop'>): FirstToken {
  return { text, ...(firstTokenTop === undefined ? {} : { top: firstTokenTop }) };
}

/** How undecided the draws of one prompt are. */
export interface Sharpness {
  readonly draws: number;
  /** Chance that two draws differ, 0 to 1, estimated without bias; 0 of a single draw. */
  readonly varies: number;
  /** Nats between the two likeliest tokens, on average over draws; undefined without log-probabilities. */
  readonly gap?: number;
}

/**
 * Measures the first tokens of one prompt. `varies` is 1 less the share of pairs of draws that agree (Simpson's index of
 * diversity, unbiased); what a draw says about a shift of the token's log-odds, p (1 - p), is half of it for two tokens.
 *
 * @example sharpness([{ text: 'Yes' }, { text: 'No' }]) // { draws: 2, varies: 1 }
 */
export function sharpness(tokens: readonly FirstToken[]): Sharpness {
  const n = tokens.length;
  const counts = new Map<string, number>();
  for (const { text } of tokens) counts.set(text, (counts.get(text) ?? 0) + 1);
  const agree = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  const gaps = tokens.map(gapOf).filter((gap) => gap !== undefined);
  return {
    draws: n,
    varies: n < 2 ? 0 : 1 - agree / (n * (n - 1)),
    ...(gaps.length === 0 ? {} : { gap: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length }),
  };
}

function gapOf({ top = [] }: FirstToken): number | undefined {
  const [first, second] = top.map(([, logprob]) => logprob).sort((a, b) => b - a);
  return first === undefined || second === undefined ? undefined : first - second;
}

/** Nats between the two likeliest tokens, up to which a prompt is a near-tie: they are no more than e to 1 apart. */
export const nearTie = 1;

/** Chance that two draws differ, from which on a prompt is undecided: the second token has about one draw in ten. */
export const undecided = 0.2;

/** Draws from which it can be said that a prompt is blunt: by log-probabilities, and by what was said. */
const enoughDraws = { gap: 4, text: 32 } as const;

/** Draws that are looked at to tell whether a sharp golden is blunt. */
export const drawsToTellBlunt = enoughDraws.text;

/**
 * Whether the newest draws of a sharp golden show no more that its first token is undecided; false where there are too few to
 * tell. Of a prompt at the limit of what is kept as sharp, 32 draws agree by chance in 2 cases of 100.
 */
export function isBlunt(by: 'server-noise' | 'near-tie' | 'sampling', tokens: readonly FirstToken[]): boolean {
  const { draws, varies, gap } = sharpness(tokens);
  if (gap !== undefined && by !== 'sampling') return draws >= enoughDraws.gap && gap > nearTie && varies < undecided;
  return draws >= enoughDraws.text && varies === 0;
}
