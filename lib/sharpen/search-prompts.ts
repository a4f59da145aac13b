import type { Random } from '../domain/random.ts';
import { type Drawer, tokensFor } from './drawer.ts';
import type { Account } from './search/account.ts';
import { type Candidate, distinct, type KnownPrompt, madeUpPrompts, promptsOfGoldens } from './search/candidates.ts';
import { byGap, byVariety, choose, isSharp, type Measured } from './search/choose.ts';

/** What is looked for, and where it may begin. */
export interface Search {
  readonly wanted: number;
  readonly known: readonly KnownPrompt[];
  /** Sharp prompts of before; they are measured again, and kept while they are sharp. */
  readonly earlier: readonly Candidate[];
  readonly logprobs: boolean;
}

export interface Searched {
  /** Sharpest first. */
  readonly found: readonly Measured[];
  readonly tried: number;
  /** Whether two draws of one prompt at temperature 0 differed; undefined where none was drawn twice. */
  readonly noise: boolean | undefined;
}

/** Finalists for each prompt that is wanted, and draws of each. */
const [finalists, finalDraws] = [2, 8];

/** Share of a search's calls for the first look at each prompt; and for temperature 0 where only text can tell. */
const [screenShare, greedyShare] = [0.6, 0.4];

/**
 * Finds prompts whose first token is undecided: each candidate is looked at once, the best are drawn again and measured.
 *
 * With log-probabilities: by the gap between the two likeliest tokens, at temperature 0. Without: by which of two draws at
 * temperature 0 differ, and where too few do, by how draws at temperature 1 vary.
 */
export async function searchPrompts(
  search: Search,
  { drawer, account, random }: { readonly drawer: Drawer; readonly account: Account; readonly random: Random },
): Promise<Searched> {
  const pool = (calls: number, each: number) => candidates(search, Math.floor(calls / each), random);
  if (search.logprobs) return byLogprobs(search, pool(account.callsLeft * screenShare, 1), drawer);
  const greedy = await byText(search, pool(account.callsLeft * greedyShare, 2), drawer);
  if (greedy.found.length >= search.wanted || drawer.isHopeless) return greedy;
  const left = search.wanted - greedy.found.length;
  const taken = new Set(greedy.found.map(({ text }) => text));
  const others = pool(account.callsLeft * screenShare, 4).filter(({ text }) => !taken.has(text));
  const sampled = await bySampling({ ...search, wanted: left }, others, drawer);
  return {
    found: [...greedy.found, ...sampled.found],
    tried: new Set([...greedy.texts, ...others.map(({ text }) => text)]).size,
    noise: greedy.noise,
  };
}

/** Earlier ones first, then at most half from goldens, then made-up ones, so many in all. */
function candidates({ earlier, known }: Search, most: number, random: Random): Candidate[] {
  const near = promptsOfGoldens(known).slice(0, Math.ceil(most / 2));
  return distinct([...earlier, ...near, ...madeUpPrompts(most, random)]).slice(0, Math.max(most, earlier.length));
}

async function byLogprobs({ wanted, earlier }: Search, pool: readonly Candidate[], drawer: Drawer): Promise<Searched> {
  const asked = { temperature: 0, logprobs: true } as const;
  const seen = byGap(pool, await drawer.many(textsOf(pool), 1, asked));
  const best = withEarlier(seen.slice(0, finalists * wanted), pool, earlier);
  const draws = await drawer.many(textsOf(best), finalDraws, asked);
  const measured = byGap(best, draws);
  const found = choose(preferring(measured, earlier), wanted);
  return { found, tried: pool.length, noise: noiseIn(measured) };
}

async function byText({ wanted, earlier }: Search, pool: readonly Candidate[], drawer: Drawer) {
  const asked = { temperature: 0, logprobs: false } as const;
  const seen = byVariety(pool, await drawer.many(textsOf(pool), 2, asked), 'server-noise');
  const noise = noiseIn(seen);
  const best = withEarlier(seen.filter(({ varies }) => varies > 0).slice(0, finalists * wanted), pool, earlier);
  const measured =
    noise === true ? byVariety(best, await drawer.many(textsOf(best), finalDraws, asked), 'server-noise') : [];
  return { found: choose(preferring(measured, earlier), wanted), tried: pool.length, noise, texts: textsOf(pool) };
}

async function bySampling({ wanted, earlier }: Search, pool: readonly Candidate[], drawer: Drawer) {
  const asked = { temperature: 1, logprobs: false } as const;
  const seen = byVariety(pool, await drawer.many(textsOf(pool), 4, asked), 'sampling');
  const best = withEarlier(seen.slice(0, finalists * wanted), pool, earlier);
  const measured = byVariety(best, await drawer.many(textsOf(best), finalDraws, asked), 'sampling');
  return { found: choose(preferring(measured, earlier), wanted) };
}

function textsOf(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ text }) => text);
}

/** The finalists, and every earlier prompt that was looked at. */
function withEarlier(
  best: readonly Candidate[],
  pool: readonly Candidate[],
  earlier: readonly Candidate[],
): Candidate[] {
  const before = new Set(textsOf(earlier));
  return distinct([...pool.filter(({ text }) => before.has(text)), ...best]);
}

/** Earlier prompts that are still sharp first: each that is kept keeps what was learned of it. */
function preferring(measured: readonly Measured[], earlier: readonly Candidate[]): Measured[] {
  const before = new Set(textsOf(earlier));
  const isKept = (one: Measured) => before.has(one.text) && isSharp(one);
  return [...measured.filter(isKept), ...measured.filter((one) => !isKept(one))];
}

function noiseIn(measured: readonly Measured[]): boolean | undefined {
  const twice = measured.filter(({ draws }) => draws > 1);
  return twice.length === 0 ? undefined : twice.some(({ varies }) => varies > 0);
}

/** The fewest calls with which a search of so many prompts can be made. */
export function fewestCalls(wanted: number): number {
  return wanted * (finalists * finalDraws + 10);
}

/** About the tokens that a search uses at most: prompts near the longest that it makes up, so many calls. */
export function estimatedTokens(calls: number, known: readonly KnownPrompt[]): number {
  const near = promptsOfGoldens(known).map(({ text }) => tokensFor(text));
  const made = tokensFor('umbrella or umbrella?');
  const usual = near.length === 0 ? made : (made + near.reduce((sum, tokens) => sum + tokens, 0) / near.length) / 2;
  return Math.ceil(calls * usual);
}
