import type { Api } from '../domain/endpoint/api.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { costMicros } from '../domain/endpoint/price.ts';
import { ConfigError } from '../domain/errors.ts';
import { type GoldenFile, GoldenFile as GoldenSchema } from '../domain/golden/golden-file.ts';
import { type GoldenRequest, goldenRequest } from '../domain/golden/golden-request.ts';
import type { Sharpening } from '../domain/golden/sharpening.ts';
import { parameterOf } from '../plan/sampling.ts';
import { Drawer, type SharpenDeps, tokensFor } from './drawer.ts';
import { type FirstLook, lookFirst } from './look-first.ts';
import { Account, type SearchBudget } from './search/account.ts';
import type { KnownPrompt } from './search/candidates.ts';
import type { Measured } from './search/choose.ts';
import { isWritable, lastPrompt, offersLogprobs, oneTokenBody } from './search/one-token-body.ts';
import { fewestCalls, type Searched, searchPrompts } from './search-prompts.ts';

export interface SharpenTask {
  readonly endpoint: Endpoint;
  readonly api: Api;
  /** Sharp goldens that are wanted, from 1 on. */
  readonly wanted: number;
  readonly budget: SearchBudget;
  readonly known: readonly KnownPrompt[];
  /** Sharp goldens of before, drawn anew. */
  readonly earlier: readonly GoldenRequest[];
}

/** What was found, as goldens to write, and what is said of the search. */
export interface Sharpened {
  readonly result: Sharpening;
  readonly goldens: readonly GoldenFile[];
}

/**
 * What is wrong with a search before anything is sent: a budget that cannot be met, or an endpoint whose settings stand over
 * those of a sharp golden.
 *
 * @throws {ConfigError}
 */
export function requireSearchable({ endpoint, api, wanted, budget }: Omit<SharpenTask, 'known' | 'earlier'>): void {
  const at = `endpoint ${endpoint.id}`;
  const cannot = (what: string): never => {
    throw new ConfigError([{ where: at, what }]);
  };
  if (!isWritable(api)) cannot(`sharp prompts cannot be written for ${api}: its bodies are the model family's own`);
  const fixed = (['temperature', 'maxTokens'] as const).filter(
    (parameter) =>
      parameterOf(api, endpoint.parameters, parameter) !== undefined ||
      (parameter === 'temperature' && endpoint.parameters.temperature !== undefined),
  );
  if (fixed.length > 0)
    cannot(
      `its parameters set ${fixed.join(' and ')} for every golden, and a sharp one needs its own: set them in the goldens`,
    );
  const [calls, tokens] = [fewestCalls(wanted), fewestCalls(wanted) * tokensFor('umbrella')];
  if (budget.calls < calls) cannot(`expected at least ${calls} calls for ${wanted} sharp goldens, got ${budget.calls}`);
  if (budget.tokens !== undefined && budget.tokens < tokens)
    cannot(`expected at least ${tokens} tokens for ${wanted} sharp goldens, got ${budget.tokens}`);
}

/**
 * Finds sharp goldens for an endpoint within a budget of calls and tokens. Nothing of it enters the history. Where sharp prompts
 * cannot work, the result says why after a call or a few, and holds none.
 *
 * @throws {ConfigError} as `requireSearchable` does, before anything is sent.
 */
export async function sharpen(task: SharpenTask, deps: SharpenDeps, stop: AbortSignal): Promise<Sharpened> {
  requireSearchable(task);
  const { endpoint, api, budget, known, wanted, earlier } = task;
  const account = new Account(budget);
  const drawer = new Drawer({ endpoint, api, account }, deps, stop);
  const look = await lookFirst(drawer, offersLogprobs(api));
  if (!look.can) return { result: outcome(task, look, nothing, account, []), goldens: [] };
  const before = earlier.flatMap((golden) => {
    const text = lastPrompt(golden.api, golden.body);
    const from = golden.sharp?.from;
    return text === undefined ? [] : [{ text, ...(from === undefined ? {} : { from }) }];
  });
  const search = { wanted, known, earlier: before, logprobs: look.logprobs };
  const searched = await searchPrompts(search, { drawer, account, random: deps.random });
  const goldens = goldensOf(searched.found, task, look.logprobs, deps.clock.now());
  return { result: outcome(task, look, searched, account, goldens), goldens };
}

/** What a search sends first: the golden by which it is asked whether there is room for a call. */
export function firstPrompt({ api, endpoint }: Pick<SharpenTask, 'api' | 'endpoint'>): GoldenRequest {
  const body = oneTokenBody(api, 'Say a word.', { temperature: 0, logprobs: false }, endpoint);
  return goldenRequest({ id: 'sharp', api, provenance: 'handwritten', body, expectations: [] });
}

const nothing: Searched = { found: [], tried: 0, noise: undefined };

/** The goldens of what was found: an earlier one of the same request stays as it was, its name and its baseline with it. */
function goldensOf(found: readonly Measured[], task: SharpenTask, logprobs: boolean, at: Date): GoldenFile[] {
  const { endpoint, api, earlier } = task;
  const round = 1 + Math.max(0, ...earlier.map(({ sharp }) => sharp?.round ?? 0));
  const known = new Map(earlier.map((golden) => [golden.version, golden]));
  return found.map((one, i): GoldenFile => {
    const body = oneTokenBody(api, one.text, { temperature: one.by === 'sampling' ? 1 : 0, logprobs }, endpoint);
    const { by, from, draws, varies, gap } = one;
    const sharp = {
      endpoint: endpoint.id,
      by,
      ...(from === undefined ? {} : { from }),
      foundAt: at.toISOString(),
      round,
      draws,
      varies,
      ...(gap === undefined ? {} : { gap }),
    };
    const golden = GoldenSchema.parse({ id: sharpId(endpoint.id, round, i + 1), api, body, sharp });
    const same = known.get(goldenRequest(golden).version);
    return same?.sharp === undefined ? golden : { ...golden, id: same.id, sharp: same.sharp };
  });
}

/** `sharp-support-1-07`: the endpoint, the round and the number in it, cut so that it is an id. */
function sharpId(endpoint: string, round: number, number: number): string {
  const tail = `-${round}-${String(number).padStart(2, '0')}`;
  return `sharp-${endpoint.slice(0, 64 - 'sharp-'.length - tail.length)}${tail}`;
}

function outcome(
  { endpoint, earlier }: SharpenTask,
  look: FirstLook,
  { tried, noise, found }: Searched,
  account: Account,
  goldens: readonly GoldenFile[],
): Sharpening {
  const { spent } = account;
  const { price } = endpoint;
  const before = new Set(earlier.map(({ id }) => id));
  const kept = new Set(goldens.map(({ id }) => id));
  return {
    schema: 'sharpen/1',
    endpoint: endpoint.id,
    model: endpoint.model,
    ...(look.can ? {} : { because: look.because }),
    logprobs: look.can && look.logprobs,
    ...(noise === undefined ? {} : { noise }),
    tried,
    spent: {
      ...spent,
      ...(price === undefined ? {} : { costMicros: costMicros(price, spent), currency: price.currency }),
    },
    found: goldens.map((golden, i) => ({
      id: golden.id,
      version: goldenRequest(golden).version,
      tokens: tokensFor(found[i]?.text ?? ''),
      isNew: !before.has(golden.id),
      sharp: golden.sharp as NonNullable<GoldenFile['sharp']>,
    })),
    dropped: [...before].filter((id) => !kept.has(id)),
  };
}
